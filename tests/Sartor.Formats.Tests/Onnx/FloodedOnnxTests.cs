using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>
/// Files of very many parts: what a sound one describes is read, and what no file can hold is refused within a limit of bytes.
/// </summary>
public sealed class FloodedOnnxTests
{
    [Fact]
    public void RangesThatAreManyTogether_StayOpaqueWithinTheAllocationLimit()
    {
        var builder = new OnnxBuilder().Initializer("a", [], 0L).Initializer("b", [], 1L << 20).Initializer("c", [], 1L);
        for (var i = 0; i < 50; i++) builder.Node("Range", ["a", "b", "c"], [$"r{i}"]).Output($"r{i}", ElementType.Int64);
        var content = builder.Build();
        using var file = new TemporaryFile(content, ".onnx");
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var model = ModelFormats.Open(file.Path);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((8L * content.Length) + (64 << 20));
        model.Graph.Nodes.Count.ShouldBeInRange(45, 50);
        model.Graph.Nodes.ShouldAllBe(n => ((OpaqueOperator)n.Operator).Reason.Contains("store them as an initializer"));
    }

    [Fact]
    public void ConstantThatManyNodesAskFor_StaysWithinTheAllocationLimit()
    {
        // One byte an element in the file, eight in the copy that each node makes.
        var builder = new OnnxBuilder().Input("x", ElementType.Float32, 2).Initializer("shape", [1 << 20], new sbyte[1 << 20]);
        for (var i = 0; i < 50; i++) builder.Node("Reshape", ["x", "shape"], [$"y{i}"]).Output($"y{i}");
        var content = builder.Build();
        using var file = new TemporaryFile(content, ".onnx");
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (ModelFormats.Open(file.Path)) (GC.GetAllocatedBytesForCurrentThread() - before)
            .ShouldBeLessThan((8L * content.Length) + (64 << 20));
    }

    /// <summary>
    /// Small parts that would become far more than their bytes: what is allocated until the refusal stays below the 166 × and 24 MiB
    /// of the budget, and what is outside its sight.
    /// </summary>
    [Theory]
    [InlineData("nodes of nothing", 200_000)]
    [InlineData("nodes of an operator", 1_000_000)]
    [InlineData("outputs of one node", 2_000_000)]
    [InlineData("inputs of nothing", 400_000)]
    [InlineData("packed integers", 8_000_000)]
    [InlineData("sparse tensors of nothing", 400_000)]
    public void MoreThanTheFileCanHold_IsRefused(string kind, int count)
    {
        var content = Bomb(kind, count);
        using var file = new TemporaryFile(content, ".onnx");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<ModelFormatException>(() => ModelFormats.Open(file.Path).Dispose()).Message
            .ShouldContain("describes far more than its");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(
            Math.Min(166L * content.Length, 8L * content.Length + (256 << 20)) + (64 << 20));
    }

    private static byte[] Bomb(string kind, int count)
    {
        var graph = new ProtoWriter();
        if (kind == "outputs of one node")
        {
            var node = new ProtoWriter().Text(4, "Split");
            for (var i = 0; i < count; i++) node.Blob(2, []);
            graph.Message(1, node);
        }
        else if (kind == "packed integers")
        {
            graph.Message(
                1, new ProtoWriter().Text(4, "Foo").Message(5, new ProtoWriter().Text(1, "a").Varint(20, 7).Blob(8, new byte[count])));
        }
        else
        {
            (int Field, byte[] Content) part = kind switch
            {
                "nodes of nothing" => (1, []),
                "nodes of an operator" => (1, new ProtoWriter().Text(4, "X").Bytes),
                "inputs of nothing" => (11, []),
                _ => (15, []),
            };
            for (var i = 0; i < count; i++) graph.Blob(part.Field, part.Content);
        }
        return new ProtoWriter().Varint(1, 8).Message(7, graph).Message(8, new ProtoWriter().Varint(2, 13)).Bytes;
    }

    /// <summary>An unrolled recurrent network, or one with its weights elsewhere, is a small file of many nodes.</summary>
    [Theory]
    [InlineData("chain", 40_000)]
    [InlineData("sums of constants", 40_000)]
    [InlineData("described values", 20_000)]
    public void ManySmallNodes_AreRead(string kind, int count)
    {
        var builder = new OnnxBuilder().Input("x", ElementType.Float32, 1);
        var last = "x";
        for (var i = 0; i < count; i++)
        {
            var next = $"t{i}";
            if (kind == "sums of constants") builder.Initializer($"c{i}", [], (float)i).Node("Add", [last, $"c{i}"], [next]);
            else builder.Node("Relu", [last], [next]);
            if (kind == "described values") builder.ValueInfo(next, ElementType.Float32, 1);
            last = next;
        }
        using var file = new TemporaryFile(builder.Output(last).Build(), ".onnx");
        using var model = ModelFormats.Open(file.Path);
        model.Graph.Nodes.Count.ShouldBe(count);
        GraphCheck.Verify(model.Graph);
    }
}

using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

public sealed class OnnxTapsTests
{
    private static readonly byte[] s_network = new OnnxBuilder().Input("x", ElementType.Float32, 1, 4)
        .Node("Relu", ["x"], ["a"]).Node("Neg", ["a"], ["b"]).Node("Exp", ["b"], ["y"]).Output("y", ElementType.Float32, 1, 4).Build();

    [Fact]
    public void Copy_GivesTheTensorsOfTheInside_AndIsReadAgain()
    {
        using var file = new TemporaryFile(s_network, ".onnx");
        using var model = ModelFormats.Open(file.Path);
        Value[] inside = [.. model.Taps!.Values];
        inside.Select(v => v.Name).ShouldBe(["a", "b"]);
        using var stream = new MemoryStream();
        model.Taps.Write([inside[1], inside[0]], stream);
        using var tapped = new TemporaryFile(stream.ToArray(), ".onnx");

        using var copy = ModelFormats.Open(tapped.Path);

        copy.Graph.Outputs.Select(v => v.Name).ShouldBe(["y", "b", "a"]);
        copy.Graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Relu", "Neg", "Exp"]);
        foreach (var output in copy.Graph.Outputs) output.Type.ShouldBe(new TensorType(ElementType.Float32, new Shape(1, 4)));
    }

    /// <summary>Lengths beyond 127 take two bytes; values of unknown shape, of no numbers and that nothing feeds are not given.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(121)]
    [InlineData(122)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(20_000)]
    public void NamesOfAnyLength_AreWritten(int length)
    {
        var name = new string('n', length);
        var content = new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Node("Relu", ["x"], [name]).Node("Neg", [name], ["b"])
            .Node("Frobnicate", ["b"], ["unknown"]).Node("Frobnicate", ["b"], ["text"]).Node("RandomUniform", [], ["fed"])
            .ValueInfo("text", ElementType.String, 1).ValueInfo("fed", ElementType.Float32, 1)
            .Node("Frobnicate", ["unknown", "text", "fed"], ["y"]).Output("y", ElementType.Float32, 1, 4).Build();
        using var file = new TemporaryFile(content, ".onnx");
        using var model = ModelFormats.Open(file.Path);
        model.Taps!.Values.Select(v => v.Name).ShouldBe([name, "b"]);
        using var stream = new MemoryStream();
        model.Taps.Write(model.Taps.Values, stream);
        using var tapped = new TemporaryFile(stream.ToArray(), ".onnx");
        using var copy = ModelFormats.Open(tapped.Path);
        copy.Graph.Outputs.Select(v => v.Name).ShouldBe(["y", name, "b"]);
        using var same = new MemoryStream();
        model.Taps.Write([], same);
        same.ToArray().ShouldBe(content);
    }

    [Fact]
    public void Graph_InManyParts_IsRefused()
    {
        // Two bytes in the file, an entry in memory.
        byte[] WithParts(int count) => [.. s_network, .. Enumerable.Repeat<byte[]>([7 << 3 | 2, 0], count).SelectMany(b => b)];
        using var usual = new TemporaryFile(WithParts(15), ".onnx");
        ModelFormats.Open(usual.Path).Dispose();
        using var file = new TemporaryFile(WithParts(16), ".onnx");
        Should.Throw<UnsupportedModelException>(() => ModelFormats.Open(file.Path).Dispose()).Message.ShouldContain("more than 16 parts");
    }
}

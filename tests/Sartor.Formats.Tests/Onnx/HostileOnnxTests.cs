using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>Files that are damaged or made to harm: each ends in one sentence that names the file, the place and what to do.</summary>
public sealed class HostileOnnxTests
{
    [Fact]
    public void EveryTruncation_IsRefusedOrReadWithoutWeights()
    {
        var whole = Small().Build();
        for (var length = 0; length < whole.Length; length++) Refuse(whole[..length]);
    }

    [Theory]
    [InlineData(0, "operator set 0")]
    [InlineData(25, "operator set 25")]
    public void UnknownOpset_IsNamed(long opset, string message) =>
        Refuse(new OnnxBuilder { Opset = opset }.Input("x", ElementType.Float32, 2).Node("Relu", ["x"], ["y"]).Output("y"), message);

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public void OldestAndNewestOpset_AreRead(long opset)
    {
        using var model = Open(
            new OnnxBuilder { Opset = opset }.Input("x", ElementType.Float32, 2).Node("Relu", ["x"], ["y"]).Output("y"), out _);
        model.ShouldNotBeNull().Graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBe(Clamp.Relu);
    }

    /// <summary>-1 is how some exporters write an open dimension; below it is damage.</summary>
    [Fact]
    public void NegativeDimension_IsOpenAtMinusOneAndDamageBelow()
    {
        Refuse(
            new OnnxBuilder().Input("x", ElementType.Float32, 3L, -2L).Node("Relu", ["x"], ["y"]).Output("y"),
            "its dimension -2 is negative");
        using var model = Open(new OnnxBuilder().Input("x", ElementType.Float32, 3L, -1L).Node("Relu", ["x"], ["y"]).Output("y"), out _);
        model.ShouldNotBeNull().Graph.Inputs[0].Type.Shape.ShouldBe(new Shape(3, 1));
        model.Graph.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("unknown-dimensions");
    }

    [Fact]
    public void InitializerWithoutAName_IsDamage() => Refuse(
        new OnnxBuilder().Input("x", ElementType.Float32, 1).Initializer("", [1], 1f).Node("Relu", ["x"], ["y"]).Output("y"),
        "has no name");

    [Fact]
    public void NodeWithoutAnOperator_IsDamage() =>
        Refuse(new OnnxBuilder().Input("x", ElementType.Float32, 1).Node("", ["x"], ["y"]).Output("y"), "has no operator");

    [Fact]
    public void GraphWithoutOutputs_IsDamage() =>
        Refuse(new OnnxBuilder().Input("x", ElementType.Float32, 1).Node("Relu", ["x"], ["y"]), "the graph has no output");

    [Fact]
    public void MissingProducer_IsNamed() =>
        Refuse(new OnnxBuilder().Input("x", ElementType.Float32, 2).Node("Add", ["x", "ghost"], ["y"]).Output("y"), "'ghost'");

    [Fact]
    public void Cycle_IsNamed() =>
        Refuse(
            new OnnxBuilder().Input("x", ElementType.Float32, 2).Node("Add", ["x", "b"], ["a"]).Node("Relu", ["a"], ["b"]).Output("b"),
            "cycle");

    [Fact]
    public void NodeThatReadsItself_IsACycle() => Refuse(new OnnxBuilder().Node("Relu", ["a"], ["a"]).Output("a"), "cycle");

    [Fact]
    public void ValueMadeTwice_IsNamed() =>
        Refuse(
            new OnnxBuilder().Input("x", ElementType.Float32, 2).Node("Relu", ["x"], ["y"]).Node("Exp", ["x"], ["y"]).Output("y"), "'y'");

    [Fact]
    public void InputMadeTwice_IsNamed() =>
        Refuse(new OnnxBuilder().Input("x", ElementType.Float32, 2).Input("x", ElementType.Float32, 2).Output("x"), "'x'");

    [Fact]
    public void MissingOutput_IsNamed() => Refuse(new OnnxBuilder().Input("x", ElementType.Float32, 2).Output("nothing"), "'nothing'");

    [Fact]
    public void NoGraph_IsSaid() => Refuse(new ProtoWriter().Varint(1, 8).Message(8, new ProtoWriter().Varint(2, 13)).Bytes, "no graph");

    [Fact]
    public void ShapesThatDisagree_AreNamed() =>
        Refuse(
            new OnnxBuilder().Input("x", ElementType.Float32, 2, 3).Input("z", ElementType.Float32, 2, 4).Node("Add", ["x", "z"], ["y"])
                .Output("y"),
            "do not broadcast");

    [Fact]
    public void KernelThatDoesNotFit_IsNamed() => Refuse(
        new OnnxBuilder().Input("x", ElementType.Float32, 1, 3, 2, 2).Initializer("w", [1, 3, 5, 5], new float[75])
            .Node("Conv", ["x", "w"], ["y"]).Output("y"),
        "does not fit");

    [Fact]
    public void RenamedOutputs_KeepTheNamesThatTheFileGives()
    {
        // y is made under another name, z is the same value again, and v has a name that is an output too.
        var content = new OnnxBuilder().Input("x", ElementType.Float32, 2)
            .Node("Relu", ["x"], ["a"]).Node("Identity", ["a"], ["y"]).Node("Identity", ["a"], ["z"])
            .Node("Exp", ["x"], ["v"]).Node("Identity", ["v"], ["w"])
            .Output("y").Output("z").Output("w").Output("v").Build();
        using var file = new TemporaryFile(content, ".onnx");
        using var model = ModelFormats.Open(file.Path);
        model.Graph.Outputs.Select(o => o.Name).ShouldBe(["y", "z", "w", "v"]);
    }

    [Fact]
    public void HugeExtents_AreRefused() =>
        Refuse(
            new OnnxBuilder().Input("x", ElementType.Float32, long.MaxValue, long.MaxValue).Node("Relu", ["x"], ["y"]).Output("y"),
            "too many elements");

    [Fact]
    public void HugeAttributes_LeaveTheNodeOpaque()
    {
        var pads = OnnxBuilder.Ints("pads", long.MaxValue, long.MaxValue, long.MaxValue, long.MaxValue);
        using var model = Open(
            new OnnxBuilder { Opset = 9 }.Input("x", ElementType.Float32, 1, 1).Node("Pad", ["x"], ["y"], pads).Output("y"), out var error);
        (model?.Graph.Nodes.Count == 1 || error is not null).ShouldBeTrue();
    }

    [Fact]
    public void ConstantOfHugeShape_IsNotAllocated()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var model = Open(
            new OnnxBuilder().Initializer("s", [2], 1L << 20, 1L << 20).Node("ConstantOfShape", ["s"], ["y"]).Output("y"), out var error);
        error.ShouldBeNull();
        model!.Graph.Outputs[0].Type.Shape.ShouldBe(new Shape(1L << 20, 1L << 20));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20);
    }

    [Fact]
    public void GroupsAndBadVarints_AreRefused()
    {
        Refuse(new ProtoWriter().Varint(1, 8).Message(8, new ProtoWriter().Varint(2, 13)).Blob(7, [0x0B, 0x0C]).Bytes, "wire type 3");
        Refuse(
            new ProtoWriter().Varint(1, 8).Append([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]).Bytes,
            "longer than 10 bytes");
        Refuse(new ProtoWriter().Varint(1, 8).Append([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]).Bytes, "are left");
    }

    [Fact]
    public void DeepSubgraphs_DoNotExhaustTheStack()
    {
        byte[] inner = [];
        for (var i = 0; i < 2000; i++)
        {
            var attribute = new ProtoWriter().Text(1, "body").Varint(20, 5).Blob(6, inner);
            inner = new ProtoWriter().Message(1, new ProtoWriter().Text(2, "y").Text(4, "Loop").Message(5, attribute)).Bytes;
        }
        var model = new ProtoWriter().Varint(1, 8).Message(
            7, new ProtoWriter().Append(inner).Message(12, new ProtoWriter().Text(1, "y"))).Message(8, new ProtoWriter().Varint(2, 13));
        using var file = new TemporaryFile(model.Bytes);
        using var opened = ModelFormats.Open(file.Path);
        opened.Graph.Nodes.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("random", "unsupported format")]
    [InlineData("lfs", "git lfs pull")]
    [InlineData("empty", "empty")]
    [InlineData("text", "unsupported format")]
    public void OtherFiles_AreToldApart(string kind, string message)
    {
        var random = new byte[4096];
        new Random(1).NextBytes(random);
        random[0] = 0xC3;
        Refuse(
            kind switch
            {
                "random" => random,
                "lfs" => "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n"u8.ToArray(),
                "text" => "Not a model at all, just a text that someone renamed."u8.ToArray(),
                _ => [],
            },
            message);
    }

    private static OnnxBuilder Small() =>
        new OnnxBuilder().Input("x", ElementType.Float32, 1, 3, 4, 4).Initializer("w", [2, 3, 3, 3], new float[54])
        .Node("Conv", ["x", "w"], ["a"], OnnxBuilder.Ints("pads", 1, 1, 1, 1)).Node("Relu", ["a"], ["y"]).Output("y");

    private static void Refuse(OnnxBuilder builder, string message) => Refuse(builder.Build(), message);

    private static void Refuse(byte[] content, string message = "")
    {
        using var file = new TemporaryFile(content, ".onnx");
        var error = Should.Throw<SartorException>(() => ModelFormats.Open(file.Path).Dispose());
        error.Message.ShouldContain(Path.GetFileName(file.Path));
        error.Message.ShouldContain(message);
        error.Message.ShouldNotContain("\n");
    }

    private static ModelFile? Open(OnnxBuilder builder, out SartorException? error)
    {
        using var file = new TemporaryFile(builder.Build(), ".onnx");
        error = null;
        try
        {
            return ModelFormats.Open(file.Path);
        }
        catch (SartorException e)
        {
            error = e;
            return null;
        }
    }
}

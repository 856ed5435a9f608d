using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

public sealed class OnnxReaderTests : IDisposable
{
    private readonly List<IDisposable> _open = [];

    public void Dispose() => _open.ForEach(o => o.Dispose());

    [Fact]
    public void Source_SaysWhoWroteIt()
    {
        var builder = Relu([1, 2]);
        builder.Rest.Message(14, new ProtoWriter().Text(1, "author").Text(2, "me"));
        var source = Read(builder).Source;
        source.Format.ShouldBe("onnx");
        source.FormatVersion.ShouldBe("IR 8");
        source.Producer.ShouldBe("sartor-tests 1.0");
        source.Opsets[""].ShouldBe(17);
        source.OperatorCounts["Relu"].ShouldBe(1);
        source.Metadata["author"].ShouldBe("me");
    }

    [Fact]
    public void OpenExtents_Are1AndReported()
    {
        var graph = Read(Relu(["batch", 3, null!]));
        graph.Inputs[0].Type.Shape.ShouldBe(new Shape(1, 3, 1));
        graph.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("x [batch,3,?]");
    }

    [Fact]
    public void OpenExtents_ComeFromTheOptions()
    {
        var graph = Read(Relu(["batch", 3]), new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["x"] = new(8, 3) } });
        graph.Outputs[0].Type.Shape.ShouldBe(new Shape(8, 3));
        graph.Diagnostics.ShouldBeEmpty();
    }

    /// <summary>−1 is what some exporters write for an open extent; 0 is a tensor without elements, as ONNX Runtime takes it.</summary>
    [Theory]
    [InlineData(-1L, 1, true)]
    [InlineData(0L, 0, false)]
    [InlineData(5L, 5, false)]
    public void Extent_IsOpenOnlyWhereTheFileLeavesItOpen(long stored, long read, bool isOpen)
    {
        var graph = Read(Relu([stored, 3]));
        graph.Inputs[0].Type.Shape.ShouldBe(new Shape(read, 3));
        graph.Outputs[0].Type.Shape.ShouldBe(new Shape(read, 3));
        graph.Diagnostics.Any(d => d.Code == "dynamic-dimensions").ShouldBe(isOpen);
    }

    [Theory, InlineData(-2L), InlineData(-5L), InlineData(long.MinValue)]
    public void NegativeExtent_IsDamage(long extent) =>
        Should.Throw<ModelFormatException>(() => Read(Relu([extent, 3]))).Message
            .ShouldContain($"input 'x': its dimension {extent} is negative");

    [Fact]
    public void AskedShape_MustFitTheInput()
    {
        var options = new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["x"] = new(8, 3, 1) } };
        Should.Throw<UnsupportedModelException>(() => Read(Relu(["batch", 3]), options)).Message.ShouldContain("rank");
        options = new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["z"] = new(8, 3) } };
        Should.Throw<UnsupportedModelException>(() => Read(Relu(["batch", 3]), options)).Message.ShouldContain("'z'");
    }

    [Fact]
    public void InitializerThatIsAnInputToo_IsConstant()
    {
        var graph = Read(new OnnxBuilder { IrVersion = 3 }
            .Input("x", ElementType.Float32, 2).Input("w", ElementType.Float32, 2).Initializer("w", [2], 1f, 2f)
            .Node("Add", ["x", "w"], ["y"]).Output("y"));
        graph.Inputs.ShouldHaveSingleItem().Name.ShouldBe("x");
        graph.Constants.ShouldHaveSingleItem().Constant!.ToSingles().ShouldBe([1, 2]);
    }

    [Fact]
    public void UnsortedNodes_AreSorted()
    {
        var graph = Read(new OnnxBuilder().Input("x", ElementType.Float32, 2)
            .Node("Exp", ["a"], ["y"]).Node("Relu", ["x"], ["a"]).Output("y"));
        graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Relu", "Exp"]);
        graph.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("unsorted-nodes");
    }

    [Fact]
    public void UnknownOperator_StaysOpaqueWithItsTypes()
    {
        var graph = Read(new OnnxBuilder().Input("x", ElementType.Float32, 2)
            .Node("Frobnicate", ["x"], ["y"], OnnxBuilder.Int("strength", 3)).Output("y", ElementType.Float32, 5));
        var opaque = graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<OpaqueOperator>();
        opaque.Raw.Int("strength").ShouldBe(3);
        graph.Outputs[0].Type.ShouldBe(new TensorType(ElementType.Float32, new Shape(5)));
    }

    [Fact]
    public void Subgraph_StaysOpaqueWithItsBytes()
    {
        var branch = new ProtoWriter().Text(2, "then");
        var attribute = new ProtoWriter().Text(1, "then_branch").Varint(20, 5).Message(6, branch);
        var graph = Read(new OnnxBuilder().Input("c", ElementType.Bool, 1).Node("If", ["c"], ["y"], attribute).Output("y"));
        var opaque = graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<OpaqueOperator>();
        opaque.Raw.Attributes["then_branch"].ShouldBeOfType<ReadOnlyMemory<byte>>().ToArray().ShouldBe(branch.Bytes);
    }

    [Fact]
    public void OutputThatIsAnInput_KeepsItsName()
    {
        var graph = Read(
            new OnnxBuilder().Input("x", ElementType.Float32, 2, 3).Node("Identity", ["x"], ["y"]).Output("y", ElementType.Float32, 2, 3));
        graph.Outputs.ShouldHaveSingleItem().Name.ShouldBe("y");
        graph.Inputs.ShouldHaveSingleItem().Name.ShouldBe("x");
    }

    [Fact]
    public void OutputThroughIdentity_KeepsItsName()
    {
        var graph = Read(
            new OnnxBuilder().Input("x", ElementType.Float32, 2).Node("Relu", ["x"], ["a"]).Node("Identity", ["a"], ["y"]).Output("y"));
        graph.Nodes.ShouldHaveSingleItem();
        graph.Outputs.ShouldHaveSingleItem().Name.ShouldBe("y");
    }

    [Fact]
    public void UnusedMask_DoesNotMakeDropoutOpaque()
    {
        var graph = Read(
            new OnnxBuilder().Input("x", ElementType.Float32, 2).Node("Dropout", ["x"], ["a", "mask"]).Node("Exp", ["a"], ["y"])
                .Output("y"));
        graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<Exp>();
    }

    [Fact]
    public void ComputedShapes_AreFolded()
    {
        var graph = Read(new OnnxBuilder()
            .Input("x", ElementType.Float32, 2, 3, 4).Initializer("minus", [1], -1L).Initializer("zero", [], 0L)
                .Initializer("axes", [1], 0L)
            .Node("Shape", ["x"], ["s"]).Node("Gather", ["s", "zero"], ["n"]).Node("Unsqueeze", ["n", "axes"], ["n1"])
            .Node("Concat", ["n1", "minus"], ["target"], OnnxBuilder.Int("axis", 0)).Node("Reshape", ["x", "target"], ["y"]).Output("y"));
        graph.Nodes.ShouldHaveSingleItem();
        graph.Outputs[0].Type.Shape.ShouldBe(new Shape(2, 12));
    }

    [Fact]
    public void StringAndSparseInitializers_AreOpaqueAndNamed()
    {
        var graph = Read(new OnnxBuilder().Input("x", ElementType.Float32, 2)
            .Initializer(new ProtoWriter().Varint(1, 1).Varint(2, 8).Blob(6, "text"u8).Text(8, "words"))
            .Graph(
                g =>
                    g.Message(
                        15,
                        new ProtoWriter().Message(1, OnnxBuilder.Tensor("few", [1], 1f)).Message(2, OnnxBuilder.Tensor("", [1], 0L))
                            .Packed(3, 2)))
            .Node("Add", ["x", "few"], ["y"]).Output("y"));
        var opaque = graph.Nodes.Select(n => n.Operator).OfType<OpaqueOperator>().ToDictionary(o => o.Name, o => o.Reason);
        opaque["Initializer"].ShouldContain("string");
        opaque["SparseInitializer"].ShouldContain("dense");
    }

    [Fact]
    public void HalfPrecisionWeights_StayAsTheyAre()
    {
        var graph = Read(
            new OnnxBuilder().Input("x", ElementType.Float16, 1, 2).Initializer("w", [2, 3], new Half[6]).Node("MatMul", ["x", "w"], ["y"])
                .Output("y"));
        graph.Constants.ShouldHaveSingleItem().Type.Element.ShouldBe(ElementType.Float16);
        graph.Outputs[0].Type.ShouldBe(new TensorType(ElementType.Float16, new Shape(1, 3)));
    }

    [Fact]
    public void ConstantNodes_InAllForms()
    {
        var builder = new OnnxBuilder();
        var forms = new[]
        {
            OnnxBuilder.Float("value_float", 1.5f), OnnxBuilder.Int("value_int", 7), OnnxBuilder.Ints("value_ints", 1, 2),
            new ProtoWriter().Text(1, "value_floats").Varint(20, 6).Float(7, 1).Float(7, 2),
            new ProtoWriter().Text(1, "value").Varint(20, 4).Message(5, OnnxBuilder.Tensor("", [2], 3f, 4f)),
        };
        for (var i = 0; i < forms.Length; i++) builder.Node("Constant", [], [$"c{i}"], forms[i]).Output($"c{i}");
        var graph = Read(builder);
        graph.Nodes.ShouldBeEmpty();
        graph.Outputs.Select(o => o.Constant!.ToString()).ShouldBe(["float32[]", "int64[]", "int64[2]", "float32[2]", "float32[2]"]);
    }

    [Fact]
    public void QuantizeAndDequantize_PutParametersOnTheValues()
    {
        var graph = Read(new OnnxBuilder().Input("x", ElementType.Float32, 2).Initializer("s", [], 0.5f).Initializer("z", [], (sbyte)3)
            .Node("QuantizeLinear", ["x", "s", "z"], ["q"]).Node("DequantizeLinear", ["q", "s", "z"], ["y"]).Output("y"));
        graph.Nodes[0].Output.Quantization.ShouldBe(QuantizationParameters.PerTensor(0.5f, 3));
        graph.Nodes[0].Output.Type.Element.ShouldBe(ElementType.Int8);
        graph.Outputs[0].Type.Element.ShouldBe(ElementType.Float32);
    }

    // One value has one meaning: two pairs of parameters for the same integers would be a file that computes something else.
    [Theory]
    [InlineData(0.5f, true)]
    [InlineData(0.25f, false)]
    public void IntegersDequantizedTwice_AreKnownByOnePairOfParameters(float second, bool isKnown)
    {
        var graph = Read(new OnnxBuilder().Input("x", ElementType.Int8, 2).Initializer("s", [], 0.5f).Initializer("t", [], second)
            .Initializer("z", [], (sbyte)3)
            .Node("DequantizeLinear", ["x", "s", "z"], ["y"]).Node("DequantizeLinear", ["x", "t", "z"], ["w"])
            .Output("y").Output("w"));
        graph.Nodes.Count(n => n.Operator is OpaqueOperator).ShouldBe(isKnown ? 0 : 1);
        graph.Inputs[0].Quantization.ShouldBe(QuantizationParameters.PerTensor(0.5f, 3));
    }

    [Theory]
    [InlineData(-2, -3, true)]
    [InlineData(-3, -3, false)]
    [InlineData(-6, 0, false)]
    public void NegativePads_CutNoMoreThanThereIs(long before, long after, bool isKnown)
    {
        var graph = Read(new OnnxBuilder().Input("x", ElementType.Float32, 5).Initializer("p", [2], before, after)
            .Node("Pad", ["x", "p"], ["y"]).Output("y"));
        if (isKnown) graph.Outputs[0].Type.Shape.ShouldBe(new Shape(0));
        else graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<OpaqueOperator>().Reason.ShouldContain("cut more than there is");
    }

    [Fact]
    public void CeilingMode_BecomesPaddingAfter()
    {
        var graph = Read(new OnnxBuilder().Input("x", ElementType.Float32, 1, 1, 6, 6)
            .Node(
                "MaxPool", ["x"], ["y"], OnnxBuilder.Ints("kernel_shape", 3, 3), OnnxBuilder.Ints("strides", 2, 2),
                OnnxBuilder.Int("ceil_mode", 1)).Output("y"));
        graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<MaxPool>().PadsAfter.ShouldBe([1, 1]);
        graph.Outputs[0].Type.Shape.ShouldBe(new Shape(1, 1, 3, 3));
    }

    [Fact]
    public void SoftmaxBeforeOpset13_CountsAsMatrix()
    {
        var graph = Read(new OnnxBuilder { Opset = 11 }.Input("x", ElementType.Float32, 2, 3, 4).Node("Softmax", ["x"], ["y"]).Output("y"));
        graph.Nodes.Select(n => n.Operator.GetType().Name).ShouldBe(["Reshape", "Softmax", "Reshape"]);
        graph.Outputs[0].Type.Shape.ShouldBe(new Shape(2, 3, 4));
    }

    [Fact]
    public void Weights_StayInTheFile()
    {
        using var file = new TemporaryFile(new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Initializer("w", [4, 2], new float[8])
            .Node("MatMul", ["x", "w"], ["y"]).Output("y").Build());
        using var model = ModelFormats.Open(file.Path);
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(model.Graph.Constants.Single().Constant!.Data, out _).ShouldBeFalse();
    }

    [Fact]
    public void FileBeyond2GiB_IsRead()
    {
        // A documentation string of 2.25 GiB lies before the graph; the file is sparse.
        const long documentation = 9L << 28;
        var model = Relu([1, 2]).Build();
        using var file = new TemporaryFile([], ".onnx");
        using (var stream = File.OpenWrite(file.Path))
        {
            var head = new ProtoWriter().Varint(1, 8).Append([0x32]);
            head.Raw(documentation);
            stream.Write(head.Bytes);
            stream.Seek(documentation, SeekOrigin.Current);
            stream.Write(model);
        }
        using var read = ModelFormats.Open(file.Path);
        read.SizeBytes.ShouldBeGreaterThan(int.MaxValue);
        read.Graph.Nodes.ShouldHaveSingleItem().Operator.Name.ShouldBe("Relu");
    }

    [Fact]
    public void Mnist8_IsUnderstood()
    {
        using var model = ModelFormats.Open(TestFiles.Shared("models", "mnist-8.onnx"));
        var analysis = Sartor.Graph.Analysis.GraphAnalysis.Of(model.Graph);
        analysis.IsComplete.ShouldBeTrue();
        // Two convolutions, 8·1·5·5 + 8 and 16·8·5·5 + 16, and a matrix 256·10 + 10, on 28×28 and 14×14 pixels.
        analysis.Parameters.ShouldBe(200 + 8 + 3200 + 16 + 2560 + 10);
        analysis.Macs.ShouldBe((28 * 28 * 200) + (14 * 14 * 3200) + 2560);
        model.Graph.Outputs.ShouldHaveSingleItem().Type.Shape.ShouldBe(new Shape(1, 10));
    }

    private static OnnxBuilder Relu(object[] extents) =>
        new OnnxBuilder().Input("x", ElementType.Float32, extents).Node("Relu", ["x"], ["y"]).Output("y");

    private ModelGraph Read(OnnxBuilder builder, ModelReadOptions? options = null)
    {
        var file = new TemporaryFile(builder.Build(), ".onnx");
        _open.Add(file);
        var model = ModelFormats.Open(file.Path, options);
        _open.Add(model);
        GraphCheck.Verify(model.Graph);
        return model.Graph;
    }
}

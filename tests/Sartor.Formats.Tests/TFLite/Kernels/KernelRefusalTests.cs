using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite.Kernels;

/// <summary>No file is written that runtime 2.9 refuses, aborts on, or computes wrongly; one that another tool wrote is told.</summary>
public sealed class KernelRefusalTests
{
    private static readonly Shape s_shape = new(1, 2, 2, 4);

    private static readonly Dictionary<string, (Operator Operator, ElementType Element, string Name)> s_refused = new()
    {
        ["Div of int64 that nothing bounds"] = (new Div(), ElementType.Int64, "DIV of int64"),
        ["ArgMax of int64 that nothing bounds"] = (new ArgMax(3, false), ElementType.Int64, "ARG_MAX of int64"),
        ["Exp of int32"] = (new Exp(), ElementType.Int32, "EXP of int32"),
        ["Logistic of int32"] = (new Logistic(), ElementType.Int32, "LOGISTIC of int32"),
        ["MaxPool of int32"] = (
            new MaxPool(ChannelLayout.ChannelsLast, [1, 1], [1, 1], [1, 1], [0, 0], [0, 0]), ElementType.Int32, "MAX_POOL_2D of int32"),
        ["Softmax of float64"] = (new Softmax(3), ElementType.Float64, "SOFTMAX of float64"),
    };

    public static TheoryData<string> Refused => [.. s_refused.Keys];

    [Theory, MemberData(nameof(Refused))]
    public void Writer_RefusesWhatTheRuntimeHasNoKernelFor(string name)
    {
        var (op, element, expected) = s_refused[name];
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(element, s_shape));
        var node = graph.Add(op, op is Div ? [x, x] : [x], "the-node");
        graph.Outputs.Add(node.Output);
        using var stream = new MemoryStream();

        var message = Should.Throw<UnsupportedModelException>(() => TFLiteWriter.Write(graph, stream)).Message;

        message.ShouldContain("node 'the-node'");
        message.ShouldContain(expected);
        message.ShouldContain("runtime 2.9");
        message.ShouldContain("; compute it in ");
        stream.Length.ShouldBe(0);
    }

    [Fact]
    public void Writer_RefusesADenseLayerOfAScalePerChannel()
    {
        using var stream = new MemoryStream();

        var message = Should.Throw<UnsupportedModelException>(() => TFLiteWriter.Write(Dense(3), stream)).Message;

        message.ShouldContain("node 'dense' (FullyConnected): runtime 2.9 computes FULLY_CONNECTED of int8 (one scale), int8 (a scale per");
        message.ShouldContain("quantize the weights of FULLY_CONNECTED with one scale");
        stream.Length.ShouldBe(0);
    }

    [Fact]
    public void Reader_WarnsOfADenseLayerOfAScalePerChannel()
    {
        using var file = new TemporaryFile(Unchecked(Dense(3)), ".tflite");
        using var model = ModelFormats.Open(file.Path);

        var fault = RuntimeFault.Of(model.Graph.Diagnostics).ShouldHaveSingleItem();

        fault.Code.ShouldBe(RuntimeFault.Wrong);
        fault.Severity.ShouldBe(Severity.Warning);
        fault.Message.ShouldContain("Node 'dense'");
        fault.Message.ShouldContain("computes FULLY_CONNECTED of int8 (one scale), int8 (a scale per channel)");
    }

    [Fact]
    public void Reader_SaysNothingOfADenseLayerOfOneScale()
    {
        using var file = new TemporaryFile(RoundTripTests.Write(Dense(1)), ".tflite");
        using var model = ModelFormats.Open(file.Path);

        RuntimeFault.Of(model.Graph.Diagnostics).ShouldBeEmpty();
    }

    [Fact]
    public void Reader_WarnsOfARefusedOperatorOnceForAllNodes()
    {
        var graph = new ModelGraph("g");
        var value = graph.AddInput("x", new TensorType(ElementType.Int32, s_shape));
        for (var i = 0; i < 5; i++) value = graph.Add(Opaque("RELU", value.Type), [value], $"relu{i}").Output;
        graph.Outputs.Add(value);
        using var file = new TemporaryFile(Unchecked(graph), ".tflite");
        using var model = ModelFormats.Open(file.Path);

        var fault = RuntimeFault.Of(model.Graph.Diagnostics).ShouldHaveSingleItem();

        fault.Code.ShouldBe(RuntimeFault.Refuses);
        fault.Message.ShouldContain("Node 'relu0', 'relu1', 'relu2' and 2 more");
    }

    /// <summary>An integer of 64 bits that came from one of 32 is divided, and looked through, as that.</summary>
    [Fact]
    public void WideInteger_ThatFits32Bits_IsComputedAsThat()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Int32, new Shape(2, 4)));
        var wide = graph.Add(new Reshape([4, 2]), [graph.Add(new Cast(ElementType.Int64), [x], "wide").Output], "shaped").Output;
        graph.Outputs.Add(graph.Add(new Div(), [wide, Constant(3)], "quotient").Output);
        graph.Outputs.Add(graph.Add(new ArgMax(1, true), [wide], "largest").Output);
        var position = graph.Add(new ArgMin(1, false), [graph.Add(new Cast(ElementType.Float32), [x], "reals").Output], "least").Output;
        graph.Outputs.Add(graph.Add(new Div(), [position, Constant(2)], "row").Output);
        using var file = new TemporaryFile(RoundTripTests.Write(graph), ".tflite");
        int[] values = [int.MaxValue, -7, 0, 4, 5, int.MinValue, -1, 8];

        foreach (var (name, outputs) in NativeRuntime.Run(file.Path, Tensor.Create(new Shape(2, 4), values)))
        {
            outputs[0].ToInt64s().ShouldBe(values.Select(v => (long)v / 3), name);
            outputs[0].Element.ShouldBe(ElementType.Int64);
            outputs[1].ToInt64s().ShouldBe([0, 1, 0, 1], name);
            outputs[2].ToInt64s().ShouldBe([0, 0], name);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1L << 40)]
    public void WideInteger_WhoseQuotientMayNotFit_IsRefused(long divisor)
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Int32, new Shape(2, 4)));
        var wide = graph.Add(new Cast(ElementType.Int64), [x], "wide").Output;
        graph.Outputs.Add(graph.Add(new Div(), [wide, Constant(divisor)], "y").Output);

        Should.Throw<UnsupportedModelException>(() => RoundTripTests.Write(graph)).Message.ShouldContain("DIV of int64");
    }

    [Theory]
    [InlineData(ElementType.Int32, true)]
    [InlineData(ElementType.Int32, false)]
    [InlineData(ElementType.Int64, true)]
    public void Power_OfIntegersWithNegativeOrComputedExponents_IsRefused(ElementType element, bool isComputed)
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(element, new Shape(2)));
        var y = isComputed ? graph.AddInput("y", x.Type) : ModelGraph.NewConstant("y", Tensor.Vector<int>(2, -1).ConvertTo(element));
        graph.Outputs.Add(graph.Add(new Pow(), [x, y], "power").Output);

        var message = Should.Throw<UnsupportedModelException>(() => RoundTripTests.Write(graph)).Message;

        message.ShouldContain("node 'power' (Pow)");
        message.ShouldContain("negative exponents");
    }

    private static OpaqueOperator Opaque(string name, TensorType type) => new(RawNode.Of("tflite", name, 1), "it is a test", [type]);

    private static Value Constant(long value) => ModelGraph.NewConstant("divisor", Tensor.Scalar(value));

    private static byte[] Unchecked(ModelGraph graph)
    {
        using var stream = new MemoryStream();
        TFLiteWriter.Write(graph, stream, TFLiteWriteOptions.Default with { Runtime = new Version(99, 0) });
        return stream.ToArray();
    }

    private static ModelGraph Dense(int scales)
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Int8, new Shape(2, 4)));
        x.Quantization = QuantizationParameters.PerTensor(0.1f, 0);
        float[] each = [.. Enumerable.Range(1, scales).Select(i => 0.01f * i)];
        var zeros = new long[scales].ToEquatableArray();
        var weights = ModelGraph.NewConstant(
            "w", new Tensor(ElementType.Int8, new Shape(3, 4), new byte[12]), new QuantizationParameters(each.ToEquatableArray(), zeros));
        var bias = ModelGraph.NewConstant(
            "b", Tensor.Vector<int>(0, 0, 0), new QuantizationParameters(each.Select(s => s * 0.1f).ToEquatableArray(), zeros));
        var node = graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, weights, bias], "dense");
        node.Output.Quantization = QuantizationParameters.PerTensor(0.2f, 0);
        graph.Outputs.Add(node.Output);
        return graph;
    }
}

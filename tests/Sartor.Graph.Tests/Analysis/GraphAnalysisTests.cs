using Sartor.Core;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Analysis;

public sealed class GraphAnalysisTests
{
    [Fact]
    public void Counts_ConvolutionAndBatchNormalization()
    {
        var (graph, _) = Network();
        var analysis = GraphAnalysis.Of(graph);
        // 8·3·3·3 weights and 8 gammas, 8 betas; running mean and variance do not count.
        analysis.Parameters.ShouldBe(216 + 16);
        analysis.Macs.ShouldBe(8 * 4 * 4 * 27);
        analysis.Flops.ShouldBe(2 * 8 * 4 * 4 * 27);
        analysis.WeightBytes.ShouldBe(4 * (216 + 32));
        analysis.Layers.Select(l => l.Operator).ShouldBe(["Convolution", "BatchNormalization", "Relu"]);
        analysis.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void PeakActivations_AreInputsAndOutputsOfTheWidestNode()
    {
        var (graph, _) = Network();
        // Each activation after the input is 8·4·4 floats and two of them are alive in each later node; the input has 3·4·4.
        GraphAnalysis.Of(graph).PeakActivationBytes.ShouldBe(2 * 8 * 16 * 4);
    }

    [Fact]
    public void PeakActivations_KeepWhatALaterNodeReads()
    {
        var graph = new ModelGraph("residual");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 100)));
        var a = graph.Add(Clamp.Relu, [x], "a").Output;
        var b = graph.Add(new Exp(), [a], "b").Output;
        graph.Outputs.Add(graph.Add(new Add(), [b, x], "sum").Output);
        // In b: x (still needed), a, b.
        GraphAnalysis.Of(graph).PeakActivationBytes.ShouldBe(3 * 400);
    }

    [Fact]
    public void SharedConstant_CountsOnce()
    {
        var graph = new ModelGraph("shared");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2, 3)));
        var weights = ModelGraph.NewConstant("w", Tensor.Create(new Shape(3, 3), new float[9]));
        var first = graph.Add(new FullyConnected(WeightLayout.InputOutput), [x, weights, null], "first").Output;
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.InputOutput), [first, weights, null], "second").Output);
        var analysis = GraphAnalysis.Of(graph);
        analysis.Parameters.ShouldBe(9);
        analysis.WeightBytes.ShouldBe(36);
        analysis.Macs.ShouldBe(2 * 2 * 9);
        analysis.Layers.Select(l => l.Parameters).ShouldBe([9, 0]);
    }

    /// <summary>A BatchNorm has no MACs, and a depthwise convolution of 1×1 has: the source's count says which it was.</summary>
    [Theory]
    [InlineData(null, 160 + 32)]
    [InlineData("160", 160)]
    [InlineData("192", 160 + 32)]
    [InlineData("100", 160 + 32)]
    [InlineData("x", 160 + 32)]
    public void ScalingOfChannels_CountsAsInTheSource(string? claimed, long macs)
    {
        var graph = new ModelGraph("scaled");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 4, 4, 2)));
        Value Convolution(Value from, long groups, params long[] kernel) => graph.Add(
            new Convolution(
                ChannelLayout.ChannelsLast, groups > 1 ? KernelLayout.InputSpatialOutput : KernelLayout.OutputSpatialInput, groups, [1, 1],
                [1, 1], [0, 0], [0, 0]),
            [from, ModelGraph.NewConstant("w", Tensor.Create(new Shape(kernel), new float[new Shape(kernel).ElementCount]))], "c").Output;
        var scaled = Convolution(x, 2, 1, 1, 1, 2);
        graph.Outputs.Add(Convolution(scaled, 1, 5, 1, 1, 2));
        if (claimed is not null)
            graph.Source = graph.Source with { Metadata = new Dictionary<string, string> { [GraphAnalysis.SourceMacsKey] = claimed } };
        var analysis = GraphAnalysis.Of(graph);
        analysis.Macs.ShouldBe(macs);
        analysis.Layers.Sum(l => l.Macs).ShouldBe(macs);
    }

    [Fact]
    public void OpaqueOperator_MakesTheNumbersIncomplete()
    {
        var graph = new ModelGraph("opaque");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2, 3)));
        var opaque = graph.Add(new OpaqueOperator(RawNode.Of("onnx", "Foo", 1), "no binding", [TensorType.Unknown]), [x], "foo").Output;
        graph.Outputs.Add(graph.Add(Clamp.Relu, [opaque], "relu").Output);
        var analysis = GraphAnalysis.Of(graph);
        analysis.IsComplete.ShouldBeFalse();
        analysis.PeakActivationBytes.ShouldBeNull();
        analysis.OpaqueLayers.ShouldHaveSingleItem().OpaqueReason.ShouldBe("no binding");
        analysis.Layers.ShouldAllBe(l => l.Macs == null);
    }

    /// <summary>A constant that no node reads is weight of the network where it is an output.</summary>
    [Fact]
    public void ConstantOutput_CountsOnce()
    {
        var (graph, weights) = Network();
        var constant = ModelGraph.NewConstant("c", Tensor.Create(new Shape(10), new float[10]));
        graph.Outputs.AddRange([constant, constant, weights]);
        var analysis = GraphAnalysis.Of(graph);
        analysis.WeightBytes.ShouldBe(4 * (216 + 32 + 10));
        analysis.Parameters.ShouldBe(216 + 16);
    }

    /// <summary>Weights and biases count whatever their type; other constants where they are more than one real number.</summary>
    [Fact]
    public void Constants_CountByWhatTheyAreTo()
    {
        var graph = new ModelGraph("constants");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 1)));
        var indices = graph.AddInput("i", new TensorType(ElementType.Int32, new Shape(2)));
        Value Constant(Tensor tensor, QuantizationParameters? quantization = null) => ModelGraph.NewConstant("c", tensor, quantization);
        Value One(float value = 1) => Constant(Tensor.Create(new Shape(1, 1), [value]));
        (Operator Op, Value?[] Inputs, long Parameters)[] cases =
        [
            (new FullyConnected(WeightLayout.OutputInput), [x, One(), Constant(Tensor.Vector(1f))], 2),
            (new Add(), [x, One()], 0),
            (new Add(), [x, Constant(Tensor.Create(new Shape(1, 2), [1f, 2]))], 2),
            (new Gather(0), [x, Constant(Tensor.Vector(0, 0))], 0),
            (new Gather(0), [Constant(Tensor.Create(new Shape(3, 2), new float[6])), indices], 6),
            (new Dequantize(), [Constant(Tensor.Vector<sbyte>(1, 2, 3), QuantizationParameters.PerTensor(0.5f, 0))], 3),
            (new Cast(ElementType.Float32), [Constant(Tensor.Vector<sbyte>(1, 2, 3))], 0),
        ];
        foreach (var (op, inputs, _) in cases) graph.Outputs.Add(graph.Add(op, inputs, op.Name).Output);
        GraphAnalysis.Of(graph).Layers.Select(l => l.Parameters).ShouldBe(cases.Select(c => c.Parameters));
    }

    [Fact]
    public void Layers_StateWhatTheyMake()
    {
        var graph = new ModelGraph("parts");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2, 3)));
        graph.Outputs.AddRange(graph.Add(new Split(1, [1, 2]), [x], "parts").Outputs);
        graph.Outputs.Add(graph.Add(new Cast(ElementType.Int8), [x], "cast").Output);
        graph.Outputs.Add(graph.Add(new Cast(ElementType.Int8), [x], "again").Output);
        var analysis = GraphAnalysis.Of(graph);
        analysis.Layers.Select(l => l.ActivationBytes).ShouldBe([24, 6, 6]);
        analysis.Layers[0].Outputs.Select(t => t.Shape).ShouldBe([new Shape(2, 1), new Shape(2, 2)]);
        analysis.Layers.Select(l => l.Name).ShouldBe(["parts", "cast", "again"]);
        analysis.OperatorCounts.ShouldBe([new("Cast", 2), new("Split", 1)]);
        // The input, all parts and both casts are outputs or needed.
        analysis.PeakActivationBytes.ShouldBe(24 + 24 + 6 + 6);
    }

    /// <summary>An output that nobody reads lives while its node runs, and an input that nobody reads all the time.</summary>
    [Fact]
    public void PeakActivations_CountWhatNobodyReads()
    {
        var graph = new ModelGraph("unread");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 100)));
        graph.AddInput("unread", new TensorType(ElementType.Float32, new Shape(1, 50)));
        graph.Add(new Exp(), [x], "spare");
        graph.Outputs.Add(graph.Add(new Reduce(ReductionKind.Sum, [1], true), [x], "sum").Output);
        GraphAnalysis.Of(graph).PeakActivationBytes.ShouldBe(400 + 200 + 400);
    }

    [Fact]
    public void Overflow_IsRefused()
    {
        var graph = new ModelGraph("huge");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1L << 31, 1L << 20)));
        var w = graph.AddInput("w", new TensorType(ElementType.Float32, new Shape(1L << 20, 1L << 20)));
        graph.Outputs.Add(graph.Add(new MatMul(), [x, w], "product").Output);
        Should.Throw<UnsupportedModelException>(() => GraphAnalysis.Of(graph)).Message
            .ShouldContain("more multiplications or bytes than fit 63 bits");
    }

    internal static (ModelGraph Graph, Value Weights) Network(float weight = 1, string prefix = "", float epsilon = 1e-5f)
    {
        var graph = new ModelGraph(prefix + "network");
        var x = graph.AddInput(prefix + "x", new TensorType(ElementType.Float32, new Shape(1, 3, 4, 4)));
        var weights = ModelGraph.NewConstant(prefix + "w", Tensor.Create(new Shape(8, 3, 3, 3), Enumerable.Repeat(weight, 216).ToArray()));
        var op = new Convolution(ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, 1, [1, 1], [1, 1], [1, 1], [1, 1]);
        var conv = graph.Add(op, [x, weights], prefix + "conv").Output;
        var statistics = Enumerable.Range(0, 4).Select(
            i => ModelGraph.NewConstant($"{prefix}s{i}", Tensor.Create(new Shape(8), new float[8])));
        var normalized = graph.Add(
            new BatchNormalization(ChannelLayout.ChannelsFirst, epsilon), [conv, .. statistics], prefix + "bn").Output;
        graph.Outputs.Add(graph.Add(Clamp.Relu, [normalized], prefix + "relu").Output);
        return (graph, weights);
    }
}

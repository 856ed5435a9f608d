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

using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Windows;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;

namespace Sartor.Tailor.Tests.Spaces;

public sealed class RefusedGraphTests
{
    private static readonly TensorType s_plane = new(ElementType.Float32, new Shape(1, 8, 16, 16));

    [Fact]
    public void ResidualBlocks_AreFoundInAGraphMadeByHand()
    {
        var structure = Read(Residuals(blocks: 3));

        structure.Blocks.Select(block => block.Template).ShouldBe(["ResidualBlock", "ResidualBlock", "ResidualBlock"]);
        structure.Stages.ShouldHaveSingleItem().Depth.Own.ShouldBe(3);
    }

    [Fact]
    public void OneBlock_IsNoRepeatingBlock() => Refusal(Residuals(blocks: 1)).ShouldContain("no block repeats");

    [Fact]
    public void SeveralInputs_AreRefused()
    {
        var graph = Residuals(blocks: 2);
        var other = graph.AddInput("other", s_plane);
        graph.Outputs[0] = graph.Add(new Add(), [graph.Outputs[0], other], "sum").Output;

        Refusal(graph).ShouldContain("has 2 inputs and 1 output");
    }

    [Fact]
    public void SharedWeights_AreRefusedWithTheNamesOfTheLayers()
    {
        var weights = Weights("shared");
        var graph = Residuals(blocks: 2, weights);

        Refusal(graph).ShouldContain("c0a: shares its weights with c0b, c1a, c1b");
    }

    [Fact]
    public void UnknownOperatorInsideABlock_IsRefusedByName()
    {
        var graph = Residuals(blocks: 2, inside: (made, x) => made.Add(
            new OpaqueOperator(RawNode.Of("com.example", "Mystery", 1), "no binding", [s_plane]), [x], "mystery").Output);

        Refusal(graph).ShouldContain("mystery: Mystery inside a block is an operator that Sartor does not know");
    }

    private static ModelGraph Residuals(int blocks, Value? weights = null, Func<ModelGraph, Value, Value>? inside = null)
    {
        var graph = new ModelGraph("made");
        var x = graph.AddInput("x", s_plane);
        for (var b = 0; b < blocks; b++)
        {
            var first = graph.Add(Convolution(), [x, weights ?? Weights($"w{b}a")], $"c{b}a").Output;
            var between = inside?.Invoke(graph, first) ?? first;
            var second = graph.Add(Convolution(), [between, weights ?? Weights($"w{b}b")], $"c{b}b").Output;
            x = graph.Add(new Add(), [x, second], $"s{b}").Output;
        }
        graph.Outputs.Add(x);
        return graph;
    }

    private static Convolution Convolution() =>
        new(ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, 1, [1, 1], [1, 1], [1, 1], [1, 1]);

    private static Value Weights(string name) => ModelGraph.NewConstant(name, Tensor.Create(new Shape(8, 8, 3, 3), new float[576]));

    private static NetworkStructure Read(ModelGraph graph) => NetworkStructure.Of("made.onnx", graph, BlockTemplates.All);

    private static string Refusal(ModelGraph graph) => Should.Throw<UnsupportedModelException>(() => Read(graph)).Message;
}

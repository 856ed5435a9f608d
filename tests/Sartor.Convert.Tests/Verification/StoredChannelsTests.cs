using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Verification;

/// <summary>Weights of three channels, symmetric int8 with a scale for each channel.</summary>
public sealed class StoredChannelsTests
{
    private static readonly float[] s_weights = [1, 0.4f, -0.3f, 0.002f, -0.99f, 0.5f, 0.2f, 0.1f, 0.02f, -0.04f, 0.01f, -0.03f];

    private static ModelGraph Graph(Tensor weights, QuantizationParameters? q = null)
    {
        var graph = new ModelGraph("layer");
        var x = graph.AddInput("x", new TensorType(q is null ? ElementType.Float32 : ElementType.Int8, new Shape(1, 4)));
        if (q is not null) x.Quantization = QuantizationParameters.PerTensor(0.1f, 0);
        var y = graph.Add(
            new FullyConnected(WeightLayout.OutputInput), [q is null ? x : graph.Add(new Dequantize(), [x], "real").Output,
            q is null ? ModelGraph.NewConstant("w", weights)
                : graph.Add(new Dequantize(), [ModelGraph.NewConstant("w", weights, q)], "w/real").Output], "y").Output;
        graph.Outputs.Add(y);
        return graph;
    }

    private static StoredFaults Compare(Func<sbyte[], sbyte[]> change, float factor = 1)
    {
        float[] largest = [1, 0.99f, 0.04f];
        sbyte[] integers = [.. s_weights.Select((w, i) => (sbyte)Math.Round(w / largest[i / 4] * 127))];
        var q = new QuantizationParameters([.. largest.Select(l => factor * l / 127)], [0, 0, 0]);
        return StoredChannels.Compare(
            Graph(Tensor.Create(new Shape(3, 4), s_weights)), Graph(Tensor.Create(new Shape(3, 4), change(integers)), q), "onnx");
    }

    [Fact]
    public void Weights_of_the_source_have_no_fault_whatever_scales_their_channels()
    {
        foreach (var factor in (float[])[1, 0.01f, 100])
        {
            var found = Compare(w => w, factor);
            found.Faults.ShouldBeEmpty();
            found.Compared.ShouldBe(1);
        }
        // Pruning takes the smallest, a whole channel among them.
        Compare(w => [.. w[..8], 0, 0, 0, 0]).Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("negated", "have other signs than those of the source for channel 1")]
    [InlineData("swapped", "have other signs than those of the source for channel 0")]
    [InlineData("dead", "are all 0 for channel 1, whose largest element in the source is not")]
    public void Channels_that_are_not_the_sources_are_found(string mistake, string problem) => Compare(w => mistake switch
    {
        "negated" => [.. w[..4], .. w[4..8].Select(v => (sbyte)-v), .. w[8..]],
        "swapped" => [.. w[4..8], .. w[..4], .. w[8..]],
        _ => [.. w[..4], 0, 0, 0, 0, .. w[8..]],
    }).Faults.ShouldHaveSingleItem().ShouldEndWith(problem);

    private static readonly float[] s_bias = [0.7f, -0.4f, 0.05f];

    private static StoredFaults Biases(Func<int[], int[]> change, bool hasBias = true, float factor = 1)
    {
        float[] largest = [1, 0.99f, 0.04f];
        sbyte[] integers = [.. s_weights.Select((w, i) => (sbyte)Math.Round(w / largest[i / 4] * 127))];
        // Equalization makes other channels of the same network: weights and bias times a factor above 0.
        float[] scales = [.. largest.Select(l => factor * l / 127)];
        int[] steps = [.. s_bias.Select((b, c) => (int)Math.Round(b / (0.001f * largest[c] / 127)))];
        var form = Graph(Tensor.Create(new Shape(3, 4), s_weights));
        form.Nodes[0].AddInput(ModelGraph.NewConstant("b", Tensor.Create(new Shape(3), s_bias)));
        var stored = Graph(Tensor.Create(new Shape(3, 4), integers), new QuantizationParameters([.. scales], [0, 0, 0]));
        stored.Inputs[0].Quantization = QuantizationParameters.PerTensor(0.001f, 0);
        if (hasBias)
        {
            var q = new QuantizationParameters([.. scales.Select(s => 0.001f * s)], [0, 0, 0]);
            var bias = ModelGraph.NewConstant("b", Tensor.Create(new Shape(3), change(steps)), q);
            var layer = stored.Nodes.Single(n => n.Operator is FullyConnected);
            layer.AddInput(stored.Add(new Dequantize(), [bias], "b/real", before: layer).Output);
        }
        return StoredChannels.Compare(form, stored, "onnx");
    }

    [Fact]
    public void Biases_of_the_source_have_no_fault_whatever_corrects_or_scales_them()
    {
        foreach (var factor in (float[])[1, 0.01f, 100]) Biases(b => b, factor: factor).Faults.ShouldBeEmpty();
        // A correction by 2, −3 and 8 % of the weights' range, and one to almost 0.
        Biases(b => [b[0] + 2540, b[1] - 3810, b[2] + 10160]).Faults.ShouldBeEmpty();
        Biases(b => [b[0], b[1], 3]).Faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("one lost", "the bias of node 'y' (FullyConnected) is 0 for channel 1, where that of the source is -0.4")]
    [InlineData("all lost", "the bias of node 'y' (FullyConnected) is 0 for channel 0, where that of the source is 0.7")]
    [InlineData("swapped", "has the values of channels 0 and 1 of the source in each other's place")]
    [InlineData("values swapped", "has the values of channels 0 and 1 of the source in each other's place")]
    [InlineData("no bias", "the bias of node 'y' (FullyConnected) is missing; that of the source for channel 0 is 0.7")]
    public void Biases_that_are_not_the_sources_are_found(string mistake, string problem) => Biases(
        b => mistake switch
        {
            "one lost" => [b[0], 0, b[2]],
            "all lost" => [0, 0, 0],
            "swapped" => [b[1], b[0], b[2]],
            "values swapped" => [(int)(b[1] * 0.99), (int)(b[0] / 0.99), b[2]],
            _ => b,
        }, mistake != "no bias").Faults.ShouldHaveSingleItem().ShouldEndWith(problem);
}

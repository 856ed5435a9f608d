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
}

using Sartor.Core;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Analysis;

public sealed class ParameterCountTests
{
    // A layer of 4 inputs and 3 outputs stores 12 weights and a bias of 3: a BatchNorm folded into it had 3 or 6 parameters more.
    private const long Stored = 15;

    [Fact]
    public void Without_a_claim_the_network_has_what_the_file_stores() => Count(null).ShouldBe(new ParameterCount(Stored, Stored, null));

    [Theory]
    [InlineData(15)]
    // A zero bias that conversion added.
    [InlineData(12)]
    [InlineData(18)]
    [InlineData(21)]
    public void Claim_that_conversion_explains_is_believed(long claimed) =>
        Count($"{claimed}").ShouldBe(new ParameterCount(claimed, Stored, null));

    [Theory]
    [InlineData("6")]
    [InlineData("22")]
    [InlineData("-18")]
    [InlineData("18.0")]
    [InlineData("")]
    [InlineData("99999999999999999999999999999999999999")]
    public void Claim_that_conversion_cannot_explain_is_not(string claimed)
    {
        var count = Count(claimed);
        count.Network.ShouldBe(Stored);
        count.Doubt.ShouldNotBeNull().Length.ShouldBeLessThan(200);
    }

    // Mean and variance are not trained: only which of the four are constants tells them from gamma and beta by number.
    [Theory]
    [InlineData(1, 2, 16)]
    [InlineData(3, 4, 0)]
    [InlineData(1, 3, 8)]
    public void Gamma_and_beta_of_a_normalization_count_and_its_statistics_do_not(int first, int second, long expected)
    {
        var graph = new ModelGraph("normalization");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 8, 4)));
        var inputs = Enumerable.Range(1, 4).Select(i => i == first || i == second
            ? ModelGraph.NewConstant($"c{i}", Tensor.Create(new Shape(8), new float[8]))
            : graph.AddInput($"v{i}", new TensorType(ElementType.Float32, new Shape(8))));
        graph.Outputs.Add(graph.Add(new BatchNormalization(ChannelLayout.ChannelsFirst, 1e-5f), [x, .. inputs], "y").Output);
        ParameterCount.Of(graph, GraphAnalysis.Of(graph)).Network.ShouldBe(expected);
    }

    private static ParameterCount Count(string? claimed)
    {
        var graph = new ModelGraph("dense");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 4)));
        var weights = ModelGraph.NewConstant("w", Tensor.Create(new Shape(3, 4), new float[12]));
        var bias = ModelGraph.NewConstant("b", Tensor.Create(new Shape(3), new float[3]));
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, weights, bias], "y").Output);
        if (claimed is not null)
            graph.Source = graph.Source with { Metadata = new Dictionary<string, string> { [ParameterCount.SourceKey] = claimed } };
        return ParameterCount.Of(graph, GraphAnalysis.Of(graph));
    }
}

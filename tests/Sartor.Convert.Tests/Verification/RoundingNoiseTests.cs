using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Verification;

public sealed class RoundingNoiseTests
{
    [Fact]
    public void Weights_change_by_a_rounding_of_each_partial_sum_and_single_numbers_do_not()
    {
        var graph = new ModelGraph("dense");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 100)));
        var weights = ModelGraph.NewConstant("w", Tensor.Create(new Shape(50, 100), Enumerable.Repeat(1f, 5000).ToArray()));
        var exponent = ModelGraph.NewConstant("two", Tensor.Scalar(2f));
        var y = graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, weights], "y").Output;
        graph.Outputs.Add(graph.Add(new Pow(), [y, exponent], "z").Output);

        var noisy = RoundingNoise.Of(graph, 5);
        var changed = noisy.Nodes[0].Input(1).Constant!.ToDoubles().Select(w => Math.Abs(w - 1)).ToArray();
        // Within 2·u·√100 and a rounding of its own, of which the largest of 5,000 is near the end.
        var most = 2 * Math.Pow(2, -24) * 10;
        changed.Max().ShouldBeInRange(0.9 * most, most + Math.Pow(2, -23));
        changed.Average().ShouldBeInRange(0.4 * most, 0.6 * most);
        noisy.Nodes[1].Input(1).Constant!.ToSingles().ShouldBe([2f]);
        graph.Nodes[0].Input(1).Constant!.ToSingles().ShouldAllBe(w => w == 1);
        RoundingNoise.Of(graph, 6).Nodes[0].Input(1).Constant!.ToSingles().ShouldNotBe(noisy.Nodes[0].Input(1).Constant!.ToSingles());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1.5f, true)]
    public void Whole_numbers_that_are_chosen_from_do_not_change(float last, bool changes)
    {
        var graph = new ModelGraph("choice");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(3)));
        var places = ModelGraph.NewConstant("places", Tensor.Vector(7f, 8, last));
        var other = ModelGraph.NewConstant("other", Tensor.Vector(0f, 1, 2));
        var decides = graph.Add(new Greater(), [x, ModelGraph.NewConstant("zero", Tensor.Scalar(0f))], "decides").Output;
        graph.Outputs.Add(graph.Add(new Select(), [decides, places, other], "y").Output);

        var chosen = RoundingNoise.Of(graph, 5).Nodes[1];
        chosen.Input(1).Constant!.ToSingles().SequenceEqual([7f, 8, last]).ShouldBe(!changes);
        chosen.Input(2).Constant!.ToSingles().ShouldBe([0f, 1, 2]);
    }

    [Fact]
    public void Weights_change_by_at_most_a_rounding_to_float16()
    {
        var graph = new ModelGraph("dense");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 100)));
        var weights = ModelGraph.NewConstant("w", Tensor.Create(new Shape(50, 100), Enumerable.Repeat(1f, 5000).ToArray()));
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, weights], "y").Output);
        var changed = RoundingNoise.Float16(graph, 5).Nodes[0].Input(1).Constant!.ToDoubles().Select(w => Math.Abs(w - 1)).ToArray();
        // Between 1 and 2 float16 has steps of 2⁻¹⁰.
        changed.Max().ShouldBeInRange(0.9 * Math.Pow(2, -11), Math.Pow(2, -11) + Math.Pow(2, -23));
        changed.Average().ShouldBeInRange(0.4 * Math.Pow(2, -11), 0.6 * Math.Pow(2, -11));
    }

    /// <summary>The mean of an image and a product of two computed matrices round as sums with weights do.</summary>
    [Fact]
    public void Sums_without_weights_change_by_a_rounding_of_each_partial_sum()
    {
        var graph = new ModelGraph("sums");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 500, 20, 20)));
        var mean = graph.Add(new Reduce(ReductionKind.Mean, [2, 3], true), [x], "mean").Output;
        var most = graph.Add(new Reduce(ReductionKind.Max, [2, 3], true), [mean], "most").Output;
        var product = graph.Add(new MatMul(false, true), [most, most], "product").Output;
        var sum = graph.Add(new Sub(), [product, mean], "difference").Output;
        graph.Outputs.Add(sum);

        var noisy = RoundingNoise.Of(graph, 5);

        noisy.Nodes.Select(node => node.Name).ShouldBe(["mean", "mean/rounded", "most", "product", "product/rounded", "difference"]);
        noisy.Nodes[5].Inputs.Select(value => value!.Name).ShouldBe(["product/rounded", "mean/rounded"]);
        noisy.Nodes[2].Input(0).Name.ShouldBe("mean/rounded");
        var changed = noisy.Nodes[1].Input(1).Constant!.ToDoubles().Select(w => Math.Abs(w - 1)).ToArray();
        // Within 2·u·√400 and a rounding of its own, of which the largest of 500 is near the end.
        var limit = 2 * Math.Pow(2, -24) * 20;
        changed.Max().ShouldBeInRange(0.9 * limit, limit + Math.Pow(2, -23));
        RoundingNoise.Of(graph, 5, weightsAlone: true).Nodes.Select(node => node.Name).ShouldBe(graph.Nodes.Select(node => node.Name));
        graph.Nodes.Count.ShouldBe(4);
    }

    [Fact]
    public void Inputs_change_by_a_rounding_and_integers_do_not()
    {
        var noisy = RoundingNoise.Of([Tensor.Vector(1f, 1, 1, 1), Tensor.Vector(7, 7)], 3);
        noisy[0].ToSingles().ShouldAllBe(v => Math.Abs(v - 1) <= Math.Pow(2, -22));
        noisy[0].ToSingles().ShouldContain(v => v != 1);
        noisy[1].ToInt64s().ShouldBe([7, 7]);
    }
}

using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class ConstantFoldingPassTests
{
    [Fact]
    public void Chain_of_constants_becomes_one()
    {
        var g = new GraphFixture();
        var five = g.Add(new Add(), g.Constant(Tensor.Scalar(2f)), g.Constant(Tensor.Scalar(3f)));
        var ten = g.Add(new Mul(), five, g.Constant(Tensor.Scalar(2f)));
        g.Output(g.Add(new Mul(), g.Input(2, 3), ten));
        g.ShouldKeepResults(new ConstantFoldingPass());
        g.Graph.Nodes.Count.ShouldBe(1);
        g.Graph.Nodes[0].Input(1).Constant!.ToSingles().ShouldBe([10f]);
    }

    [Fact]
    public void Constant_output_stays_an_output_with_its_name()
    {
        var g = new GraphFixture();
        var sum = g.Graph.Add(new Add(), [g.Constant(Tensor.Vector(1f, 2f)), g.Constant(Tensor.Vector(10f, 20f))], "sum").Output;
        g.Output(sum, sum);
        g.ShouldKeepResults(new ConstantFoldingPass());
        g.Graph.Nodes.ShouldBeEmpty();
        g.Graph.Outputs.ShouldAllBe(o => o.Name == "sum" && o.Constant!.ToSingles().SequenceEqual(new[] { 11f, 22f }));
    }

    [Fact]
    public void Output_stays_permuted_at_the_boundary()
    {
        var g = new GraphFixture();
        var sum = g.Add(new Add(), g.Constant(g.Random(1, 4, 4, 3)), g.Constant(g.Random(1, 4, 4, 3)));
        sum.BoundaryPermutation = Permutation.ToChannelsLast;
        g.Output(sum);
        g.ShouldKeepResults(new ConstantFoldingPass());
        g.Graph.Outputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
    }

    [Fact]
    public void Every_output_of_a_split_is_replaced()
    {
        var g = new GraphFixture();
        var split = g.Graph.Add(new Split(0, [1, 2]), [g.Constant(Tensor.Vector(1f, 2f, 3f))], "split");
        g.Output(g.Add(new Mul(), g.Input(1), split.Outputs[0]), split.Outputs[1]);
        g.ShouldKeepResults(new ConstantFoldingPass());
        g.Count<Split>().ShouldBe(0);
        g.Graph.Outputs[1].Constant!.ToSingles().ShouldBe([2f, 3f]);
    }

    [Fact]
    public void Quantised_constant_stays()
    {
        // The integers mean reals: evaluating them as they are would lose the scale.
        var g = new GraphFixture();
        var quantised = ModelGraph.NewConstant("q", Tensor.Vector<sbyte>(1, 2), QuantizationParameters.PerTensor(0.5f, 0));
        g.Output(g.Add(new Add(), g.Input(2), g.Add(new Dequantize(), quantised)), g.Add(new Neg(), quantised));
        new ConstantFoldingPass().Run(g.Graph).ShouldBeFalse();
        g.Graph.Nodes.Count.ShouldBe(3);
    }

    [Fact]
    public void Float16_weights_become_float32()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Mul(), g.Input(2), g.Add(new Dequantize(), g.Constant(Tensor.Vector((Half)1.5f, (Half)(-0.25f))))));
        new ConstantFoldingPass().Run(g.Graph).ShouldBeTrue();
        var weights = g.Graph.Nodes.ShouldHaveSingleItem().Input(1).Constant!;
        weights.Element.ShouldBe(ElementType.Float32);
        weights.ToSingles().ShouldBe([1.5f, -0.25f]);
    }

    [Fact]
    public void Node_with_one_variable_input_or_without_evaluation_stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Add(), g.Input(2), g.Constant(Tensor.Scalar(1f))), g.Conv(g.Constant(g.Random(1, 2, 4, 4)), 3));
        new ConstantFoldingPass().Run(g.Graph).ShouldBeFalse();
        g.Graph.Nodes.Count.ShouldBe(2);
    }

    [Fact]
    public void Integer_division_by_zero_stays_for_the_runtime()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Div(), g.Constant(Tensor.Vector(1, 2)), g.Constant(Tensor.Vector(1, 0))));
        new ConstantFoldingPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Constant_of_a_folded_node_serves_all_its_readers()
    {
        var g = new GraphFixture();
        var x = g.Input(3);
        var sum = g.Add(new Add(), g.Constant(Tensor.Scalar(1f)), g.Constant(Tensor.Scalar(2f)));
        g.Output(g.Add(new Mul(), x, sum), g.Add(new Add(), sum, x));
        g.ShouldKeepResults(new ConstantFoldingPass());
        g.Graph.Constants.Count().ShouldBe(1);
    }

    [Fact]
    public void Constant_far_larger_than_the_network_stays_a_node()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Mul(), g.Input(1), g.Add(new BroadcastTo([200_000, 200_000]), g.Constant(Tensor.Scalar(1f)))));
        var before = GC.GetAllocatedBytesForCurrentThread();
        new ConstantFoldingPass().Run(g.Graph).ShouldBeFalse();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        g.Count<BroadcastTo>().ShouldBe(1);
    }

    [Fact]
    public void Constants_that_are_large_only_together_stay_from_some_node_on()
    {
        var g = new GraphFixture();
        var one = g.Constant(Tensor.Scalar(1f));
        g.Output([.. Enumerable.Range(0, 20).Select(_ => g.Add(new BroadcastTo([1 << 20]), one))]);
        new ConstantFoldingPass().Run(g.Graph).ShouldBeTrue();
        g.Count<BroadcastTo>().ShouldBeInRange(10, 15);
    }

    [Fact]
    public void Nothing_of_huge_extents_stays_a_node()
    {
        // No element, but 2^40 places to put none of them.
        var g = new GraphFixture();
        var empty = g.Constant(Tensor.Create(new Shape(1L << 40, 0), Array.Empty<float>()));
        g.Output(g.Add(new Concat(1), empty, empty));
        new ConstantFoldingPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Product_that_would_never_end_stays_a_node()
    {
        var g = new GraphFixture();
        var wide = g.Add(new BroadcastTo([1024, 1024]), g.Constant(Tensor.Create(new Shape(1, 1), [1f])));
        g.Output(g.Add(new MatMul(), wide, wide));
        new ConstantFoldingPass().Run(g.Graph).ShouldBeTrue();
        g.Graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<MatMul>();
    }
}

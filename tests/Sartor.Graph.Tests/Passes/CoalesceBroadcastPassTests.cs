using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class CoalesceBroadcastPassTests
{
    private readonly GraphFixture _g = new();

    private Shape[] Shapes<T>() where T : Operator => [.. _g.Graph.Nodes.Single(n => n.Operator is T).Inputs.Select(v => v!.Type.Shape!)];

    [Fact]
    public void Axes_that_an_operand_has_together_merge()
    {
        _g.Output(_g.Add(new Sub(), _g.Input(2, 3, 4, 5, 6), _g.Input(2, 3, 1, 1, 6)));
        _g.ShouldKeepResults(new CoalesceBroadcastPass());
        Shapes<Sub>().ShouldBe([new Shape(6, 20, 6), new Shape(6, 1, 6)]);
        _g.Graph.Outputs[0].Type.Shape.ShouldBe(new Shape(2, 3, 4, 5, 6));
    }

    [Fact]
    public void Axes_of_extent_one_and_missing_axes_merge_with_any()
    {
        _g.Output(_g.Add(new Div(Activation.Relu), _g.Input(2, 1, 3, 1, 4), _g.Constant(_g.Random(4))));
        _g.ShouldKeepResults(new CoalesceBroadcastPass());
        Shapes<Div>().ShouldBe([new Shape(6, 4), new Shape(1, 4)]);
    }

    [Fact]
    public void Axes_that_alternate_are_repeated()
    {
        _g.Output(_g.Add(new Add(), _g.Input(2, 1, 3, 1, 2), _g.Input(1, 3, 1, 2, 1)));
        _g.ShouldKeepResults(new CoalesceBroadcastPass());
        Shapes<Add>().ShouldBe([new Shape(72), new Shape(72)]);
        _g.Count<BroadcastTo>().ShouldBe(2);
    }

    [Fact]
    public void Choice_of_three_operands_merges()
    {
        var chosen = _g.Add(new Greater(), _g.Input(1, 2, 3, 1, 1), _g.Constant(_g.Random(1, 1, 1, 1, 1)));
        _g.Output(_g.Add(new Select(), chosen, _g.Input(4, 2, 3, 2, 2), _g.Constant(_g.Random(1, 1, 1, 2, 2))));
        _g.ShouldKeepResults(new CoalesceBroadcastPass());
        Shapes<Select>().ShouldBe([new Shape(1, 6, 1), new Shape(4, 6, 4), new Shape(1, 1, 4)]);
    }

    [Fact]
    public void Batch_axes_of_a_product_merge()
    {
        _g.Output(_g.Add(new MatMul(RightTransposed: true), _g.Input(2, 3, 2, 4, 5), _g.Input(1, 1, 2, 6, 5)));
        _g.ShouldKeepResults(new CoalesceBroadcastPass());
        Shapes<MatMul>().ShouldBe([new Shape(6, 2, 4, 5), new Shape(1, 2, 6, 5)]);
    }

    [Fact]
    public void Batch_axes_that_alternate_are_repeated()
    {
        _g.Output(_g.Add(new MatMul(), _g.Input(2, 1, 3, 4, 5), _g.Input(1, 3, 3, 5, 6)));
        _g.ShouldKeepResults(new CoalesceBroadcastPass());
        Shapes<MatMul>().ShouldBe([new Shape(18, 4, 5), new Shape(18, 5, 6)]);
    }

    [Fact]
    public void Equal_shapes_and_four_axes_stay()
    {
        var x = _g.Input(2, 3, 4, 5, 6);
        _g.Output(_g.Add(new Add(), x, x), _g.Add(new Mul(), _g.Input(2, 3, 1, 5), _g.Input(1, 1, 4, 1)));
        new CoalesceBroadcastPass().Run(_g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void More_axes_than_can_be_repeated_are_refused_by_name()
    {
        long[] odd = [.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? 2L : 1)], even = [.. odd.Select(e => 3 - e)];
        _g.Output(_g.Add(new Add(), _g.Input(odd), _g.Input(even)), _g.Add(new Add(), _g.Input(even), _g.Input(odd)));
        new CoalesceBroadcastPass().Run(_g.Graph);
        _g.Graph.Nodes.Count.ShouldBe(2);
        _g.Graph.Nodes.ShouldAllBe(n => n.Obstacle!.Contains("over 10 axes"));
    }
}

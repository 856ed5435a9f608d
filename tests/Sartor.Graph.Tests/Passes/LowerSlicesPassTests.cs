using Sartor.Core;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class LowerSlicesPassTests
{
    private readonly GraphFixture _g = new();

    [Fact]
    public void SliceOverSixAxes_IsOneAxisAtATime()
    {
        _g.Output(_g.Add(new Slice([0, 1, 0, 2, 1, 3], [2, 2, 2, 2, 1, 2], [1, 1, 1, -2, 1, -1]), _g.Input(2, 3, 2, 3, 2, 4)));
        _g.ShouldKeepResults(new LowerSlicesPass());
        var slices = _g.Graph.Nodes.Where(n => n.Operator is Slice).ToArray();
        slices.Length.ShouldBe(4);
        slices.ShouldAllBe(n => n.Input(0).Type.Shape!.Rank == 3);
        _g.Graph.Outputs[0].Type.Shape.ShouldBe(new Shape(2, 2, 2, 2, 1, 2));
    }

    [Fact]
    public void SliceOverFiveAxes_Stays()
    {
        _g.Output(_g.Add(new Slice([0, 1, 0, 0, 1], [2, 2, 2, 3, 1], [1, 1, 1, 1, 1]), _g.Input(2, 3, 2, 3, 2)));
        new LowerSlicesPass().Run(_g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void SplitOfTruthValues_IsASliceForEachPart()
    {
        var positive = _g.Add(new Greater(), _g.Input(3, 5), _g.Constant(_g.Random(5)));
        var parts = _g.Graph.Add(new Split(1, [2, 3]), [positive], "parts");
        _g.Output([.. parts.Outputs]);
        _g.ShouldKeepResults(new LowerSlicesPass());
        _g.Count<Split>().ShouldBe(0);
        _g.Count<Slice>().ShouldBe(2);
        _g.Graph.Outputs.Select(o => o.Type.Shape).ShouldBe([new Shape(3, 2), new Shape(3, 3)]);
    }

    [Fact]
    public void SplitOfFloats_Stays()
    {
        _g.Output([.. _g.Graph.Add(new Split(0, [1, 2]), [_g.Input(3, 2)], "parts").Outputs]);
        new LowerSlicesPass().Run(_g.Graph).ShouldBeFalse();
    }
}

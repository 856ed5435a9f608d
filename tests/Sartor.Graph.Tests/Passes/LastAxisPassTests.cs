using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class LastAxisPassTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Softmax_along_another_axis_stands_between_transposes(int axis)
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Softmax(axis, 2), g.Relu(g.Input(2, 3, 4, 5))));
        g.ShouldKeepResults(new LastAxisPass());
        g.Graph.Nodes.Select(n => n.Operator.GetType()).ShouldBe([typeof(Clamp), typeof(Transpose), typeof(Softmax), typeof(Transpose)]);
        ((Softmax)g.Graph.Nodes[2].Operator).ShouldBe(new Softmax(3, 2));
    }

    [Fact]
    public void LogSoftmax_turns_too()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new LogSoftmax(0), g.Input(3, 4)));
        g.ShouldKeepResults(new LastAxisPass());
        g.Graph.Nodes.Select(n => n.Operator).OfType<LogSoftmax>().ShouldHaveSingleItem().Axis.ShouldBe(1);
    }

    [Fact]
    public void RunningSum_AlongAnotherAxis_StaysAsItIs()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new CumulativeSum(2, Exclusive: false, Reverse: false), g.Input(2, 5, 7, 3)));
        new LastAxisPass().Run(g.Graph).ShouldBeFalse();
        g.Count<Transpose>().ShouldBe(0);
    }

    [Fact]
    public void Equal_extents_confuse_nothing()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Softmax(1), g.Input(3, 3, 3)));
        g.ShouldKeepResults(new LastAxisPass());
        g.Count<Transpose>().ShouldBe(2);
    }

    [Fact]
    public void Transpose_that_is_there_is_cancelled()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Softmax(1), g.Add(new Transpose(Permutation.ToChannelsFirst), g.Relu(g.Input(2, 3, 4, 5)))));
        g.ShouldKeepResults(new LastAxisPass());
        g.Graph.RemoveUnused();
        g.Count<Transpose>().ShouldBe(1, g.Dump());
    }

    [Fact]
    public void Last_axis_stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Softmax(3), g.Input(2, 3, 4, 5)), g.Add(new LogSoftmax(0), g.Input(6)));
        new LastAxisPass().Run(g.Graph).ShouldBeFalse();
    }
}

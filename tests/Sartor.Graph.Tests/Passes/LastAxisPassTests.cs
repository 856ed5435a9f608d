using System.Collections.Immutable;
using Sartor.Core;
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

    /// <summary>The pass asks the interface: an operator that it has never seen gets its place too.</summary>
    [Fact]
    public void AnyOperatorThatWantsAPlace_GetsIt()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Reversal(1), g.Relu(g.Input(2, 3, 4, 5))));
        g.ShouldKeepResults(new LastAxisPass());
        g.Graph.Nodes.Select(n => n.Operator).OfType<Reversal>().ShouldHaveSingleItem().Axis.ShouldBe(3);
        g.Count<Transpose>().ShouldBe(2);
    }

    private sealed record Reversal(int Axis) : Operator, IAxisPlacement
    {
        public bool IsPlaced(Shape x) => Axis == x.Rank - 1;

        public Permutation? Wanted(Shape x) =>
            IsPlaced(x) ? null : new Permutation([.. Enumerable.Range(0, x.Rank).Where(i => i != Axis), Axis]);

        public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0)];

        public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
            new(new Reversal(permutation.NewAxis(Axis)), [permutation], [permutation]);

        public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
        {
            var x = inputs[0]!.Shape;
            long Of(int axis, long whole) => axis == Axis ? whole : 0;
            var slice = new Slice(
                [.. Enumerable.Range(0, x.Rank).Select(a => Of(a, x[a] - 1))], [.. x.Extents],
                [.. Enumerable.Range(0, x.Rank).Select(a => a == Axis ? -1L : 1L)]);
            return slice.Evaluate(inputs);
        }
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

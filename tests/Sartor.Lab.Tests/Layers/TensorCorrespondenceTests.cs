using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Lab.Layers;

namespace Sartor.Lab.Tests.Layers;

public sealed class TensorCorrespondenceTests
{
    private static readonly Shape s_shape = new(1, 3, 5, 4);

    private readonly ModelGraph _graph = new("values");

    [Fact]
    public void SameValuesInAnotherOrder_ArePaired()
    {
        var (a, b, c) = (Values(1), Values(2), Values(3));

        var pairs = TensorCorrespondence.Of(
            [Entry("a", s_shape, a), Entry("b", s_shape, b), Entry("c", s_shape, c)],
            [ChannelsLast("t0", a), ChannelsLast("t1", c)]);

        Names(pairs).ShouldBe(["a t0", "c t1"]);
        var moved = new Permutation([1, 2, 0]);
        pairs.ShouldAllBe(pair => pair.Order == moved);
    }

    [Fact]
    public void Values_CountMoreThanNames()
    {
        var (a, b) = (Values(1), Values(2));

        Names(TensorCorrespondence.Of([Entry("a", s_shape, a), Entry("b", s_shape, b)], [Entry("a", s_shape, b)])).ShouldBe(["b a"]);
    }

    [Fact]
    public void Names_CountWhereNoValuesAgree()
    {
        var pairs = TensorCorrespondence.Of(
            [Entry("a", s_shape, Values(1)), Entry("b", s_shape, Values(2))], [Entry("b", s_shape, Values(3))]);

        Names(pairs).ShouldBe(["b b"]);
    }

    [Fact]
    public void TensorsOfOtherDimensions_AreNoPair() => TensorCorrespondence.Of(
        [Entry("a", s_shape, Values(1))], [Entry("a", new Shape(1, 5, 3, 4), Values(1))]).ShouldBeEmpty();

    private static float[] Values(ulong seed) => RandomInputs.Uniform(s_shape, -1, 1, seed).ToSingles();

    private (Value, TensorSketch) ChannelsLast(string name, float[] values)
    {
        var moved = TensorTranspose.Apply(Tensor.Create(s_shape, values), Permutation.ToChannelsLast);
        return Entry(name, moved.Shape, moved.ToSingles());
    }

    private (Value, TensorSketch) Entry(string name, Shape shape, float[] values) =>
        (_graph.AddInput(name, new TensorType(ElementType.Float32, shape)), TensorSketch.Of(shape, values));

    private static IEnumerable<string> Names(IEnumerable<TensorPair> pairs) =>
        pairs.Select(pair => $"{pair.Source.Name} {pair.Variant.Name}");
}

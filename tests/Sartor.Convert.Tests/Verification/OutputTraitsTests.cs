using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Verification;

public sealed class OutputTraitsTests
{
    private readonly ModelGraph _graph = new("traits");

    private Value Input(ElementType element, params long[] shape) =>
        _graph.AddInput($"x{_graph.Inputs.Count}", new TensorType(element, new Shape(shape)));

    private Value Add(Operator op, params Value[] inputs) => _graph.Add(op, inputs, $"n{_graph.Nodes.Count}").Output;

    private OutputTraits Traits(Value output)
    {
        _graph.Outputs.Clear();
        _graph.Outputs.Add(output);
        return OutputTraits.Of(_graph)[0];
    }

    [Fact]
    public void Kinds_follow_from_what_the_output_depends_on()
    {
        var x = Input(ElementType.Float32, 2, 5);
        var ids = Input(ElementType.Int64, 2, 5);
        Traits(Add(Clamp.Relu, x)).Kind.ShouldBe(OutputKind.Real);
        var largest = Add(new ArgMax(1, false), x);
        Traits(largest).Kind.ShouldBe(OutputKind.Decision);
        // Whole numbers that are stored as floats.
        Traits(Add(new Cast(ElementType.Float32), largest)).Kind.ShouldBe(OutputKind.Decision);
        Traits(Add(new Mul(), Add(new Cast(ElementType.Float32), largest), Input(ElementType.Float32, 2))).Kind.ShouldBe(OutputKind.Real);
        Traits(Add(new Add(), ids, ids)).Kind.ShouldBe(OutputKind.Exact);
        Traits(Add(new Add(), ids, Add(new Cast(ElementType.Int64), x))).Kind.ShouldBe(OutputKind.Decision);
    }

    [Fact]
    public void Whole_numbers_are_those_of_integers_and_roundings_wherever_they_are_moved()
    {
        var x = Input(ElementType.Float32, 2, 5);
        Value AsFloat(Value value) => Add(new Cast(ElementType.Float32), value);
        Traits(x).IsWhole.ShouldBeFalse();
        Traits(Add(new Floor(), x)).IsWhole.ShouldBeTrue();
        Traits(Add(new ArgMax(1, false), x)).IsWhole.ShouldBeTrue();
        var places = AsFloat(Add(new Cast(ElementType.Int64), x));
        Traits(places).ShouldSatisfyAllConditions(t => t.IsWhole.ShouldBeTrue(), t => t.Kind.ShouldBe(OutputKind.Real));
        var moved = Add(new Transpose(new Permutation([1, 0])), Add(new Reshape([5, 2]), places));
        Traits(moved).IsWhole.ShouldBeTrue();
        Traits(Add(new Concat(0), moved, moved)).IsWhole.ShouldBeTrue();
        Traits(Add(new Concat(0), moved, x)).IsWhole.ShouldBeFalse();
        Traits(Add(new Mul(), places, x)).IsWhole.ShouldBeFalse();
    }

    [Fact]
    public void Probabilities_have_the_scale_one_wherever_they_are_moved()
    {
        var scores = Add(new Logistic(), Input(ElementType.Float32, 1, 3, 4));
        Traits(scores).Scale.At(-1, 0).ShouldBe(1);
        Traits(scores).Scale.At(1, 2).ShouldBe(1);
        Traits(Add(new Reshape([12]), scores)).Scale.At(0, 7).ShouldBe(1);
        Traits(Add(new Softmax(2), Input(ElementType.Float32, 1, 3, 4))).Scale.At(2, 0).ShouldBe(1);
        Traits(Add(new Tanh(), Input(ElementType.Float32, 4))).Scale.At(0, 0).ShouldBe(2);
        Traits(Add(new Mul(), scores, scores)).Scale.At(-1, 0).ShouldBe(0);
    }

    [Fact]
    public void Parts_of_a_concatenation_have_the_names_of_what_was_joined()
    {
        var boxes = Add(new Neg(), Input(ElementType.Float32, 1, 2, 6));
        var near = Add(new Logistic(), Input(ElementType.Float32, 1, 3, 4));
        var far = Add(new Logistic(), Input(ElementType.Float32, 1, 3, 2));
        var joined = Add(new Concat(1), boxes, Add(new Concat(2), near, far));
        string?[] Along(Value output, int axis, int count) =>
            [.. Enumerable.Range(0, count).Select(i => Traits(output).Parts.At(axis, i))];
        var scores = joined.Producer!.Input(1).Name;
        Along(joined, 1, 5).ShouldBe([boxes.Name, boxes.Name, scores, scores, scores]);
        // A slice along another axis has elements of both.
        Along(joined, 2, 6).ShouldAllBe(name => name == null);
        Traits(joined).Parts.At(-1, 0).ShouldBeNull();
        Along(Add(new Transpose(new Permutation([0, 2, 1])), joined), 2, 5).ShouldBe([boxes.Name, boxes.Name, scores, scores, scores]);
        Along(Add(new Reshape([5, 6]), joined), 0, 5).ShouldBe([boxes.Name, boxes.Name, scores, scores, scores]);
        Along(Add(new Logistic(), joined), 1, 5)[3].ShouldBe(scores);
        Traits(Add(new Reshape([30]), joined)).Parts.ShouldBe(OutputParts.None);
        // Joined twice along one axis: each tensor has its place.
        var all = Add(new Concat(2), Add(new Concat(2), near, far), near);
        Along(all, 2, 10).ShouldBe([.. Enumerable.Repeat(near.Name, 4), far.Name, far.Name, .. Enumerable.Repeat(near.Name, 4)]);
        Traits(boxes).Parts.ShouldBe(OutputParts.None);
    }

    [Fact]
    public void Parts_of_a_concatenation_keep_scales_of_their_own()
    {
        var boxes = Add(new Neg(), Input(ElementType.Float32, 1, 2, 6));
        var scores = Add(new Logistic(), Input(ElementType.Float32, 1, 3, 6));
        var joined = Add(new Concat(1), boxes, scores);
        double[] Along(Value output, int axis, int count) => [.. Enumerable.Range(0, count).Select(i => Traits(output).Scale.At(axis, i))];
        Along(joined, 1, 5).ShouldBe([0, 0, 1, 1, 1]);
        Along(joined, 2, 6).ShouldBe([0, 0, 0, 0, 0, 0]);
        Traits(joined).Scale.At(-1, 0).ShouldBe(0);
        var turned = Add(new Transpose(new Permutation([0, 2, 1])), joined);
        Along(turned, 2, 5).ShouldBe([0, 0, 1, 1, 1]);
        Along(Add(new Reshape([1, 2, 3, 5]), turned), 3, 5).ShouldBe([0, 0, 1, 1, 1]);
        // Mixed with another axis, nothing is known.
        Along(Add(new Reshape([30]), turned), 0, 30).ShouldAllBe(width => width == 0);
    }

    [Fact]
    public void Rounding_grows_with_the_root_of_the_terms_along_the_worst_path()
    {
        var u = Math.Pow(2, -24);
        var x = Input(ElementType.Float32, 1, 400);
        Value Dense(Value from, long outputs) => Add(
            new FullyConnected(WeightLayout.OutputInput), from,
            ModelGraph.NewConstant("w", Tensor.Create(new Shape(outputs, from.Type.Shape![1]), new float[outputs * from.Type.Shape[1]])));
        Traits(x).Rounding.ShouldBe(8 * u, 1e-15);
        var hidden = Dense(x, 900);
        Traits(hidden).Rounding.ShouldBe(8 * u * Math.Sqrt(401), 1e-12);
        var y = Dense(hidden, 3);
        Traits(y).Rounding.ShouldBe(8 * u * Math.Sqrt(1301), 1e-12);
        // The shorter of two paths does not count; a sum of two has two terms at most.
        Traits(Add(new Add(), y, Dense(x, 3))).Rounding.ShouldBe(8 * u * Math.Sqrt(1302), 1e-12);
    }

    /// <summary>The terms of the last sum, through what takes each element by itself.</summary>
    [Fact]
    public void LastSum_IsThatOfTheLayerBehind()
    {
        var graph = new ModelGraph("sum");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 8)));
        Value Weights(long rows, long columns) =>
            ModelGraph.NewConstant("w", Tensor.Create(new Shape(rows, columns), new float[rows * columns]));
        var wide = graph.Add(new MatMul(), [x, Weights(8, 20)], "wide").Output;
        var narrow = graph.Add(new MatMul(), [graph.Add(new Tanh(), [wide], "f").Output, Weights(20, 3)], "narrow").Output;
        var moved = graph.Add(new Reshape([3]), [graph.Add(new Exp(), [narrow], "g").Output], "r").Output;
        RoundingBound.LastSum(wide).ShouldBe(8);
        RoundingBound.LastSum(moved).ShouldBe(20);
        RoundingBound.LastSum(x).ShouldBe(1);
        RoundingBound.LastSum(graph.Add(new Mul(), [moved, moved], "m").Output).ShouldBe(1);
        RoundingBound.LastSum(graph.Add(new Concat(1), [wide, x], "a").Output).ShouldBe(1);
    }

    /// <summary>Products of integers that come from real numbers, and no others.</summary>
    [Theory]
    [InlineData(ElementType.Float32, true, true)]
    [InlineData(ElementType.Int32, true, false)]
    [InlineData(ElementType.Float32, false, false)]
    public void IntegerProducts_AreThoseOfRealNumbers(ElementType input, bool toIntegers, bool expected)
    {
        var graph = new ModelGraph("product");
        var x = graph.AddInput("x", new TensorType(input, new Shape(1, 8)));
        var value = toIntegers ? graph.Add(new Cast(ElementType.Int32), [x], "c").Output : x;
        graph.Outputs.Add(graph.Add(new Mul(), [value, value], "m").Output);
        IntegerProducts.Any(graph).ShouldBe(expected);
        var sum = new ModelGraph("sum");
        var y = sum.AddInput("x", new TensorType(input, new Shape(1, 8)));
        sum.Outputs.Add(sum.Add(new Neg(), [sum.Add(new Cast(ElementType.Int32), [y], "c").Output], "n").Output);
        IntegerProducts.Any(sum).ShouldBeFalse();
    }
}

using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Shapes;
using static Sartor.Bench.Verdicts.GraphEdits;

namespace Sartor.Bench.Verdicts;

/// <summary>Outputs that are dead, inverted, scaled, exchanged or said to lie otherwise.</summary>
internal static class OutputMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        Mistake.InSource("scores are inverted", graph => WrapScores(graph, (s, add) => add(new Sub(), Number(s, 1), s))),
        Mistake.InSource("scores are 0", graph => WrapScores(graph, (s, add) => add(new Mul(), s, Number(s, 0)))),
        Mistake.InSource("scores are halved", graph => WrapScores(graph, (s, add) => add(new Mul(), s, Number(s, 0.5f)))),
        Mistake.InSource("a part of the output is 1.5 times too large", graph => WrapPart(
            graph, (p, add) => add(new Mul(), p, Number(p, 1.5f)))),
        Mistake.InSource("the output has the wrong sign", graph => WrapOutput(graph, (y, add) => add(new Neg(), y))),
        Mistake.InSource("the output is a tenth too large", graph => WrapOutput(graph, (y, add) => add(new Mul(), y, Number(y, 1.1f)))),
        Mistake.InSource("the output is off by a constant", graph => WrapOutput(graph, (y, add) => add(new Add(), y, Number(y, 0.1f)))),
        Mistake.InSource("classes are shifted by one", graph => WrapChannels(graph, 2, (i, n) => (i + 1) % n)),
        Mistake.InSource("two classes change places", graph => WrapChannels(graph, 2, (i, _) => i < 2 ? 1 - i : i)),
        Mistake.InSource("classes are in the opposite order", graph => WrapChannels(graph, 2, (i, n) => n - 1 - i)),
        Mistake.InSource("x and y of boxes change places", graph => IsDetector(graph)
            && WrapChannels(graph, 8, (i, _) => i < 2 ? 1 - i : i)),
        Mistake.InSource("width and height of boxes change places", graph => IsDetector(graph)
            && WrapChannels(graph, 8, (i, _) => i is 2 or 3 ? 5 - i : i)),
        Mistake.InSource("centres of boxes are corners", graph => IsDetector(graph)
            && WrapChannels(graph, 8, (i, _) => i is 2 or 3 ? i - 2 : i)),
        Mistake.InSource("a class is never found", graph => WrapOutput(graph, (y, add) => Scale(
            y, ChannelAxis(y), i => i == 0 ? 0 : 1, add), y => y.Type.Shape![ChannelAxis(y)] > 1)),
        Mistake.InSource("the output is constant", graph => WrapOutput(graph, Constant)),
        Mistake.InSource("a sample gives NaN", graph => graph.Inputs[0].Type.Element == ElementType.Float32
            && WrapOutput(graph, (y, add) => NotANumber(graph, y, add))),
        Mistake.InSource("outputs are in another order", ExchangeOutputs),
        Mistake.InSource("one output is given twice", RepeatOutput),
        Mistake.InSource("height and width of the output change places", graph => WrapOutput(
            graph, (y, add) => add(new Transpose(new Permutation([0, 1, 3, 2])), y),
            y => y.Type.Shape is { Rank: 4 } shape && shape[2] == shape[3] && shape[2] > 1)),
        Mistake.InSource("the output is moved by a pixel", graph => WrapOutput(
            graph, (y, add) => Reorder(y, 3, i => Math.Max(0, i - 1), add), y => y.Type.Shape is { Rank: 4 } shape && shape[3] > 1)),
        Mistake.InLowered("the file states another order of the output's axes", MisstateOrder),
        Mistake.InSource("argmin for argmax", graph => Change<ArgMax>(
            graph, op => new ArgMin(op.Axis, op.KeepAxis, op.SelectsLast, op.Index))),
        Mistake.InSource("argmax is off by one", graph => ShiftArgMax(graph, (s, axis, add) => Reorder(
            s, axis, i => (i + 1) % (int)s.Type.Shape![axis], add))),
        Mistake.InSource("argmax leaves the last class out", graph => ShiftArgMax(graph, (s, axis, add) => Reorder(
            s, axis, i => Math.Min(i, (int)s.Type.Shape![axis] - 2), add))),
        Mistake.InSource("argmax is always the first class", graph => ShiftArgMax(graph, (s, _, add) => add(new Mul(), s, Number(s, 0)))),
        Mistake.InSource("probabilities for logits", graph => WrapOutput(
            graph, (y, add) => add(new Softmax(ChannelAxis(y)), y), y => y.Type.Shape![ChannelAxis(y)] > 1 && !IsScore(y))),
        Mistake.InSource("a score has a sigmoid too many", graph => WrapScores(graph, (s, add) => add(new Logistic(), s))),
        Mistake.InSource("the output is cut off at 0", graph => WrapOutput(graph, (y, add) => add(Clamp.Relu, y), y => !IsScore(y))),
    ];

    /// <summary>Boxes and scores in one output.</summary>
    public static bool IsDetector(ModelGraph graph) =>
        graph.Outputs is [{ Producer: { Operator: Concat { Axis: 1 }, Inputs.Count: 2 } parts }]
        && parts.Input(0).Type.Shape is { Rank: 3 } boxes && boxes[1] == 4;

    private static bool WrapOutput(ModelGraph graph, Func<Value, NodeAdder, Value> build, Func<Value, bool>? fits = null) =>
        Output(graph, fits) is { } output && Wrap(graph, output, build);

    private static bool WrapChannels(ModelGraph graph, int least, Func<int, int, int> from) => WrapOutput(
        graph, (y, add) =>
        {
            var axis = ChannelAxis(y);
            var n = (int)y.Type.Shape![axis];
            return Reorder(y, axis, i => from(i, n), add);
        }, y => y.Type.Shape![ChannelAxis(y)] >= least);

    // What a sigmoid or a softmax gives: an output, or a part of one.
    private static bool WrapScores(ModelGraph graph, Func<Value, NodeAdder, Value> build) => Scores(graph) is { } scores
        && Wrap(graph, scores, build);

    private static Value? Scores(ModelGraph graph)
    {
        foreach (var output in graph.Outputs)
        {
            if (IsScore(output)) return output;
            if (output.Producer is { Operator: Concat } parts && parts.Inputs.LastOrDefault(p => IsScore(p!)) is { } part) return part;
        }
        return null;
    }

    private static bool IsScore(Value value) => value.Producer?.Operator is Logistic or Softmax;

    private static bool WrapPart(ModelGraph graph, Func<Value, NodeAdder, Value> build) =>
        graph.Outputs.FirstOrDefault(o => o.Producer is { Operator: Concat, Inputs.Count: > 1 }) is { Producer: { } parts }
        && Wrap(graph, parts.Input(1), build);

    private static Value Constant(Value y, NodeAdder add) => add(new Add(), add(new Mul(), y, Number(y, 0)), Number(y, 0.5f));

    // √ of what is negative for some samples, as a function that an unlucky value leaves undefined.
    private static Value NotANumber(ModelGraph graph, Value y, NodeAdder add)
    {
        var x = graph.Inputs[0];
        var all = Enumerable.Range(0, x.Type.Shape!.Rank).ToEquatableArray();
        var flat = add(new Reshape([x.Type.Shape.ElementCount]), x);
        var first = add(new Slice([0], [1], [1]), flat);
        var mean = add(new Reduce(ReductionKind.Mean, all, KeepAxes: false), x);
        var root = add(new Sqrt(), add(new Sub(), mean, first));
        var one = add(new Reshape([.. Enumerable.Repeat(1L, y.Type.Shape!.Rank)]), root);
        return add(new Add(), y, add(new Mul(), one, Number(y, 0)));
    }

    private static bool ExchangeOutputs(ModelGraph graph)
    {
        if (graph.Outputs.Count < 2 || graph.Outputs[0].Type != graph.Outputs[1].Type) return false;
        (graph.Outputs[0], graph.Outputs[1]) = (graph.Outputs[1], graph.Outputs[0]);
        return true;
    }

    private static bool RepeatOutput(ModelGraph graph)
    {
        if (graph.Outputs.Count < 2 || graph.Outputs[0].Type != graph.Outputs[1].Type) return false;
        graph.Outputs[1] = graph.Outputs[0];
        return true;
    }

    private static bool MisstateOrder(ModelGraph graph)
    {
        var output = Output(graph, y => y.Type.Shape is { Rank: 4 } shape && shape[1] == shape[2] && shape[1] > 1);
        if (output is null) return false;
        var axes = (output.BoundaryPermutation ?? Permutation.Identity(4)).Axes.ToArray();
        (axes[1], axes[2]) = (axes[2], axes[1]);
        output.BoundaryPermutation = new Permutation(axes.ToEquatableArray());
        return true;
    }

    private static bool ShiftArgMax(ModelGraph graph, Func<Value, int, NodeAdder, Value> build) =>
        Middle<ArgMax>(graph) is { } node && Wrap(graph, node.Input(0), (s, add) => build(s, ((ArgMax)node.Operator).Axis, add));
}

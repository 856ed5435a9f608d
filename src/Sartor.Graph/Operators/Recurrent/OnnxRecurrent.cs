using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Recurrent;

/// <summary>
/// A recurrent layer, unrolled step by step, since shapes are static: inputs x [S,N,I], weights W [D,G·H,I], R [D,G·H,H], bias [D,2·G·H],
/// lengths [N], initial state [D,N,H]; outputs Y [S,D,N,H] and the last state [D,N,H], or with batches first where <c>layout</c> is 1. The
/// products with W are one product for all steps.
/// </summary>
/// <param name="type">Name in ONNX.</param>
/// <param name="gates">G.</param>
/// <param name="states">How many states a step hands on.</param>
internal abstract class OnnxRecurrent(string type, int gates, int states) : OnnxBinding(type)
{
    /// <summary>Longer sequences stay opaque: a step leaves about ten nodes.</summary>
    private const long MostSteps = 2048;

    /// <summary>What stays the same for all steps of one direction.</summary>
    protected sealed record Direction(ReadContext Cx, int Index, long Hidden, Value Recurrence, Func<Value, Value>[] Functions)
    {
        /// <summary>The bias of R, [G·H], where it is not part of the products; null for none.</summary>
        public Value? RecurrenceBias { get; init; }

        /// <summary>A gate's pre-activation, clipped where the node says so.</summary>
        public Value Activate(int function, Value x) => Functions[function](
            Cx.Raw.Has("clip") ? Cx.Emit(new Clamp(-Cx.Raw.Float("clip"), Cx.Raw.Float("clip")), x) : x);

        public Value Sum(Value a, Value? b) => b is null ? a : Cx.Emit(new Add(), a, b);

        public Value Product(Value a, Value b) => Cx.Emit(new Mul(), a, b);

        /// <summary>1 − a.</summary>
        public Value Rest(Value a) => Cx.Emit(new Sub(), Cx.Constant(Tensor.Scalar(1f)), a);

        /// <summary>The columns of some gates, of values [N,G·H] or [G·H].</summary>
        public Value Gates(Value x, int first, int count = 1) => Part(Cx, x, x.Type.Shape!.Rank - 1, first * Hidden, count * Hidden);

        /// <summary>State [N,H] times the rows of some gates of R: [N,count·H].</summary>
        public Value Recur(Value state, int first, int count) => Cx.Emit(
            new FullyConnected(WeightLayout.OutputInput), state, Part(Cx, Recurrence, 0, first * Hidden, count * Hidden), null);
    }

    protected abstract string[] Functions { get; }

    /// <summary>Whether the bias of R may be added to that of W before the products.</summary>
    protected virtual bool SharesBias(ReadContext cx) => true;

    /// <summary>
    /// One step: the gates' products with the input [N,G·H] and the states before it → the states after it, the output first.
    /// </summary>
    protected abstract Value[] Step(Direction direction, Value gates, Value[] states);

    public sealed override IReadOnlyList<Value> Read(ReadContext cx)
    {
        cx.RequireShapes();
        var isBatchFirst = cx.Raw.Int("layout", 0) != 0;
        var x = isBatchFirst ? cx.Emit(new Transpose(new Permutation([1, 0, 2])), cx.Input(0)) : cx.Input(0);
        Shape shape = x.Type.Shape!, weights = cx.Shape(1);
        var hidden = cx.Shape(2)[-1];
        var directions = cx.Raw.String("direction", "forward") switch
        {
            "forward" => new[] { false },
            "reverse" => [true],
            "bidirectional" => [false, true],
            var other => throw new RawNodeException($"direction '{other}' is not supported"),
        };
        if (shape.Rank != 3 || weights.Rank != 3 || cx.Shape(2).Rank != 3 || weights[0] != directions.Length
            || weights[1] != gates * hidden)
            cx.Fail($"x {shape}, W {weights} and R {cx.Shape(2)} do not fit {directions.Length} directions of {gates} gates");
        if (shape[0] is < 1 or > MostSteps)
            cx.Fail($"a sequence of {shape[0]} steps is not unrolled; 1 to {MostSteps} are: cut the input into shorter sequences");
        var runs = directions.Select((reverse, d) => Run(cx, x, d, reverse, hidden, isBatchFirst)).ToArray();
        var y = Join(cx, runs.Select(r => r.Outputs), 1);
        if (isBatchFirst) y = cx.Emit(new Transpose(new Permutation([2, 0, 1, 3])), y);
        var last = Enumerable.Range(0, states).Select(i => Join(cx, runs.Select(r => r.States[i]), isBatchFirst ? 1 : 0));
        return [y, .. last];
    }

    // Outputs [S,1,N,H]; states [1,N,H], or [N,1,H] with batches first.
    private (Value Outputs, Value[] States) Run(ReadContext cx, Value x, int d, bool reverse, long hidden, bool isBatchFirst)
    {
        var shape = x.Type.Shape!;
        long steps = shape[0], batch = shape[1];
        Value Own(int input) => cx.Emit(
            new Reshape(new Shape([.. cx.Shape(input).Extents.Skip(1)]).Extents.ToEquatableArray()), Part(cx, cx.Input(input), 0, d, 1));
        Value? bias = null, recurrenceBias = null;
        if (cx.OptionalInput(3) is not null)
        {
            var both = Own(3);
            (bias, recurrenceBias) = (Part(cx, both, 0, 0, gates * hidden), Part(cx, both, 0, gates * hidden, gates * hidden));
            if (SharesBias(cx)) (bias, recurrenceBias) = (cx.Emit(new Add(), bias, recurrenceBias), null);
        }
        var functions = RecurrentActivation.Read(cx, Functions, d);
        var direction = new Direction(cx, d, hidden, Own(2), functions) { RecurrenceBias = recurrenceBias };
        var rows = cx.Emit(new Reshape([steps * batch, shape[2]]), x);
        var products = direction.Sum(cx.Emit(new FullyConnected(WeightLayout.OutputInput), rows, Own(1), null), bias);
        var parts = steps == 1 ? [products] : cx.EmitMany(new Split(0, Enumerable.Repeat(batch, (int)steps).ToEquatableArray()), products);
        var state = Enumerable.Range(0, states).Select(i => Initial(cx, 5 + i, d, batch, hidden, isBatchFirst)).ToArray();
        var outputs = new Value[steps];
        for (var i = 0; i < steps; i++)
        {
            var t = reverse ? (int)steps - 1 - i : i;
            var next = Step(direction, parts[t], state);
            var isActive = IsActive(cx, t, steps, batch);
            state = isActive is null ? next : [.. next.Select((n, k) => cx.Emit(new Select(), isActive, n, state[k]))];
            var output = isActive is null ? next[0] : cx.Emit(new Select(), isActive, next[0], cx.Constant(Tensor.Scalar(0f)));
            outputs[t] = cx.Emit(new Reshape([1, 1, batch, hidden]), output);
        }
        EquatableArray<long> last = isBatchFirst ? [batch, 1, hidden] : [1, batch, hidden];
        return (Join(cx, outputs, 0), [.. state.Select(s => cx.Emit(new Reshape(last), s))]);
    }

    private static Value Initial(ReadContext cx, int input, int d, long batch, long hidden, bool isBatchFirst)
    {
        if (cx.OptionalInput(input) is null)
            return cx.Constant(Tensor.Create(new Shape(batch, hidden), new float[checked(batch * hidden)]));
        return cx.Emit(new Reshape([batch, hidden]), Part(cx, cx.Input(input), isBatchFirst ? 1 : 0, d, 1));
    }

    /// <summary>Which sequences [N,1] reach a step; null where all do.</summary>
    private static Value? IsActive(ReadContext cx, int step, long steps, long batch)
    {
        if (cx.OptionalInput(4) is not { } lengths) return null;
        if (lengths.Constant is { } constant && constant.ToInt64s().All(length => length > step)) return null;
        var now = cx.Constant(Tensor.Scalar(step).ConvertTo(lengths.Type.Element));
        return cx.Emit(new Less(), now, cx.Emit(new Reshape([batch, 1]), lengths));
    }

    /// <summary>Size elements of an axis from start on.</summary>
    protected static Value Part(ReadContext cx, Value x, int axis, long start, long size)
    {
        var shape = x.Type.Shape!;
        if (start == 0 && size == shape[axis]) return x;
        return cx.Emit(
            new Slice(
                shape.Extents.Select((_, i) => i == axis ? start : 0).ToEquatableArray(),
                shape.Extents.Select((e, i) => i == axis ? size : e).ToEquatableArray(),
                shape.Extents.Select(_ => 1L).ToEquatableArray()),
            x);
    }

    private static Value Join(ReadContext cx, IEnumerable<Value> values, int axis)
    {
        Value[] all = [.. values];
        return all is [var only] ? only : cx.Emit(new Concat(axis), all);
    }
}

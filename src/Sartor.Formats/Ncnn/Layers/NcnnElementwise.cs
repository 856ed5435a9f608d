using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn.Layers;

/// <summary>Functions of each element: BinaryOp, UnaryOp, Eltwise and layers of one function.</summary>
internal static class NcnnElementwise
{
    // Operators of BinaryOp by number; the last column says which one takes its operands the other way round.
    private static readonly (int Code, Operator Op, int Reversed)[] s_binary =
    [
        (0, new Add(), 0), (1, new Sub(), 7), (2, new Mul(), 2), (3, new Div(), 8), (4, new Maximum(), 4), (5, new Minimum(), 5),
        (6, new Pow(), 9),
    ];

    private static readonly (int Code, Operator Op)[] s_unary =
    [
        (0, new Abs()), (1, new Neg()), (2, new Floor()), (3, new Ceil()), (4, new Square()), (5, new Sqrt()), (6, new Rsqrt()),
        (7, new Exp()), (8, new Log()), (9, new Sin()), (10, new Cos()), (11, new Tan()), (12, new Asin()), (13, new Acos()),
        (14, new Atan()), (15, new Reciprocal()), (16, new Tanh()), (18, new Round()), (20, new Sign()), (22, new Sinh()),
        (23, new Asinh()), (24, new Cosh()), (25, new Acosh()), (27, new Atanh()),
    ];

    private static readonly (string Type, Operator Op)[] s_layers =
    [
        ("Sigmoid", new Logistic()), ("TanH", new Tanh()), ("AbsVal", new Abs()), ("Mish", new Mish()), ("Softplus", new Softplus()),
        ("Erf", new Erf()),
    ];

    internal abstract class Unary<TOperator> : NcnnBinding<TOperator> where TOperator : Operator
    {
        public override void Write(Node node, WriteContext cx)
        {
            var layer = s_layers.FirstOrDefault(l => l.Op is TOperator);
            var raw = layer.Type is { } type ? Raw(type) : Raw("UnaryOp", (0, (long)s_unary.First(u => u.Op is TOperator).Code));
            cx.Emit(raw, [node.Input(0)], node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx) => throw new InvalidOperationException("reads nothing");
    }

    internal sealed class OfAbs : Unary<Abs>;

    internal sealed class OfNeg : Unary<Neg>;

    internal sealed class OfFloor : Unary<Floor>;

    internal sealed class OfCeil : Unary<Ceil>;

    internal sealed class OfSquare : Unary<Square>;

    internal sealed class OfSqrt : Unary<Sqrt>;

    internal sealed class OfRsqrt : Unary<Rsqrt>;

    internal sealed class OfExp : Unary<Exp>;

    internal sealed class OfLog : Unary<Log>;

    internal sealed class OfSin : Unary<Sin>;

    internal sealed class OfCos : Unary<Cos>;

    internal sealed class OfReciprocal : Unary<Reciprocal>;

    internal sealed class OfTanh : Unary<Tanh>;

    internal sealed class OfRound : Unary<Round>;

    internal sealed class OfLogistic : Unary<Logistic>;

    internal sealed class OfMish : Unary<Mish>;

    internal sealed class OfSoftplus : Unary<Softplus>;

    internal sealed class OfErf : Unary<Erf>;

    internal sealed class Layers() : NcnnBinding([.. s_layers.Select(l => l.Type)])
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(s_layers.First(l => l.Type == cx.Raw.Type).Op, cx.Input(0))];
    }

    internal sealed class UnaryOp() : NcnnBinding("UnaryOp")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var code = Int(cx.Raw, 0);
            if (s_unary.FirstOrDefault(u => u.Code == code).Op is not { } op)
            {
                cx.Fail($"UnaryOp {code} is not supported");
                return [];
            }
            return [cx.Emit(op, cx.Input(0))];
        }
    }

    internal sealed class BinaryOp() : NcnnBinding("BinaryOp")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var code = Int(cx.Raw, 0);
            var (_, op, _) = s_binary.FirstOrDefault(b => b.Code == code || b.Reversed == code);
            if (op is null) cx.Fail($"BinaryOp {code} is not supported");
            var (left, right) = Int(cx.Raw, 1) != 0
                ? (cx.Input(0), cx.Constant(Tensor.Scalar(Float(cx.Raw, 2))))
                : Aligned(cx, cx.Input(0), cx.Input(1));
            return [s_binary.Any(b => b.Code == code) ? cx.Emit(op!, left, right) : cx.Emit(op!, right, left)];
        }

        /// <summary>
        /// A blob of fewer axes is spread over the inner ones, unlike NumPy: [c] and [c,h] with [c,h,w]; a vector over the last axis where
        /// it does not fit the first.
        /// </summary>
        public static (Value Left, Value Right) Aligned(ReadContext cx, Value left, Value right)
        {
            if (left.Type.Shape is not { } a || right.Type.Shape is not { } b || a.Rank == b.Rank || a.Rank < 2 || b.Rank < 2)
                return (left, right);
            return a.Rank < b.Rank ? (Spread(cx, left, a, b), right) : (left, Spread(cx, right, b, a));
        }

        private static Value Spread(ReadContext cx, Value value, Shape own, Shape over)
        {
            // NumPy's rule has the last axis already.
            if (own.Rank == 2 && own[1] != over[1]) return value;
            long[] extents = [.. own.Extents, .. Enumerable.Repeat(1L, over.Rank - own.Rank)];
            return cx.Emit(new Graph.Operators.Shapes.Reshape(extents.ToEquatableArray()), value);
        }
    }

    internal abstract class Binary<TOperator> : NcnnBinding<TOperator> where TOperator : Operator
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => throw new InvalidOperationException("reads nothing");

        public override void Write(Node node, WriteContext cx)
        {
            var (code, _, reversed) = s_binary.First(b => b.Op is TOperator);
            Value left = node.Input(0), right = node.Input(1);
            var dims = Dims(cx, node, node.Output);
            if (Scalar(right) is { } b && node.Output.Type.Shape!.ElementCount == left.Type.Shape!.ElementCount)
                cx.Emit(Raw("BinaryOp", (0, (long)code), (1, 1L), (2, b)), [Shaped(cx, node, left, dims)], node.Outputs);
            else if (Scalar(left) is { } a && node.Output.Type.Shape!.ElementCount == right.Type.Shape!.ElementCount)
                cx.Emit(Raw("BinaryOp", (0, (long)reversed), (1, 1L), (2, a)), [Shaped(cx, node, right, dims)], node.Outputs);
            else
                cx.Emit(Raw("BinaryOp", (0, (long)code)), [Operand(cx, node, left), Operand(cx, node, right)], node.Outputs);
        }

        private static float? Scalar(Value value) => Stored(value) is { Shape.ElementCount: 1 } tensor ? tensor.ToSingles()[0] : null;

        // As many axes as the result has, by NumPy's rule.
        private static Value Operand(WriteContext cx, Node node, Value value)
        {
            Shape whole = node.Output.Type.Shape!, own = value.Type.Shape!;
            long[] extents = [.. Enumerable.Repeat(1L, whole.Rank - own.Rank), .. own.Extents];
            return Shaped(cx, node, value, NcnnDims.HasBatch(whole) ? extents[1..] : extents.Length == 0 ? [1] : extents);
        }
    }

    internal sealed class OfAdd : Binary<Add>;

    internal sealed class OfSub : Binary<Sub>;

    internal sealed class OfMul : Binary<Mul>;

    internal sealed class OfDiv : Binary<Div>;

    internal sealed class OfMaximum : Binary<Maximum>;

    internal sealed class OfMinimum : Binary<Minimum>;

    internal sealed class OfPow : Binary<Pow>;

    /// <summary>Products, sums with factors, or greatest elements of any number of blobs.</summary>
    internal sealed class Eltwise() : NcnnBinding("Eltwise")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Operator op = Int(cx.Raw, 0) switch { 0 => new Mul(), 1 => new Add(), _ => new Maximum() };
            var factors = op is Add ? Floats(cx.Raw, 1) : [];
            if (factors.Length > 0 && factors.Length != cx.InputCount) cx.Fail(
                $"it has {factors.Length} factors for {cx.InputCount} inputs");
            Value Term(int i) => factors.Length == 0 || factors[i] == 1
                ? cx.Input(i)
                : cx.Emit(new Mul(), cx.Input(i), cx.Constant(Tensor.Scalar(factors[i])));
            var result = Term(0);
            for (var i = 1; i < cx.InputCount; i++) result = cx.Emit(op, result, Term(i));
            return [result];
        }
    }

    /// <summary>(shift + scale · x)^power.</summary>
    internal sealed class Power() : NcnnBinding("Power")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (power, scale, shift) = (Float(cx.Raw, 0, 1), Float(cx.Raw, 1, 1), Float(cx.Raw, 2));
            var x = cx.Input(0);
            if (scale != 1) x = cx.Emit(new Mul(), x, cx.Constant(Tensor.Scalar(scale)));
            if (shift != 0) x = cx.Emit(new Add(), x, cx.Constant(Tensor.Scalar(shift)));
            return [power == 1 ? x : cx.Emit(new Pow(), x, cx.Constant(Tensor.Scalar(power)))];
        }
    }
}

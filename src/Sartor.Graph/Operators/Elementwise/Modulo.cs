using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The remainder of x / y. ONNX Mod 10–13; TFLite FLOOR_MOD (floored).</summary>
/// <param name="Truncated">True: the sign of x, as C's fmod; false: the sign of y, as Python's %.</param>
public sealed record Modulo(bool Truncated) : ElementwiseBinary
{
    public override double Apply(double x, double y)
    {
        var remainder = x % y;
        return !Truncated && remainder != 0 && remainder < 0 != y < 0 ? remainder + y : remainder;
    }

    public override long Apply(long x, long y)
    {
        var remainder = y == -1 ? 0 : x % y;
        return !Truncated && remainder != 0 && remainder < 0 != y < 0 ? remainder + y : remainder;
    }

    internal sealed class Onnx() : OnnxBinding("Mod")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Modulo(cx.Raw.Int("fmod", 0) != 0), cx.Input(0), cx.Input(1))];
    }

    internal sealed class TFLite() : TFLiteElementwise<Modulo>("FLOOR_MOD", 2, _ => new Modulo(Truncated: false), new(2, 2))
    {
        public override void Write(Node node, WriteContext context)
        {
            if (((Modulo)node.Operator).Truncated) context.Fail(node, "TFLite's FLOOR_MOD has the sign of the divisor");
            base.Write(node, context);
        }
    }
}

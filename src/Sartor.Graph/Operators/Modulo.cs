using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>The remainder of x / y. ONNX Mod 10–13; TFLite FLOOR_MOD (floored).</summary>
/// <param name="Truncated">True: the sign of x, as C's fmod; false: the sign of y, as Python's %.</param>
public sealed partial record Modulo(bool Truncated) : ElementwiseBinary
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
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Modulo(cx.Raw.Int("fmod", 0) != 0), cx.Input(0), cx.Input(1))];
    }
}

using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>Exactly one of two bools. ONNX Xor 7.</summary>
public sealed record LogicalXor : ElementwiseBinary
{
    public override double Apply(double x, double y) => x != 0 ^ y != 0 ? 1 : 0;

    public override long Apply(long x, long y) => x ^ y;

    internal sealed class Onnx() : OnnxElementwise<LogicalXor>("Xor", new LogicalXor(), 2);
}

namespace Sartor.Graph.Operators;

/// <summary>One of two bools, or both. ONNX Or 7; TFLite LOGICAL_OR.</summary>
public sealed partial record LogicalOr : ElementwiseBinary
{
    public override double Apply(double x, double y) => x != 0 || y != 0 ? 1 : 0;

    public override long Apply(long x, long y) => x | y;

    internal sealed class Onnx() : OnnxElementwise("Or", new LogicalOr(), 2);
}

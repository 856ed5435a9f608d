using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>One of two bools, or both. ONNX Or 7; TFLite LOGICAL_OR.</summary>
public sealed record LogicalOr : ElementwiseBinary
{
    public override double Apply(double x, double y) => x != 0 || y != 0 ? 1 : 0;

    public override long Apply(long x, long y) => x | y;

    internal sealed class Onnx() : OnnxElementwise<LogicalOr>("Or", new LogicalOr(), 2);

    internal sealed class TFLite() : TFLiteElementwise<LogicalOr>("LOGICAL_OR", 2, _ => new LogicalOr(), TFLiteVersions.One);
}

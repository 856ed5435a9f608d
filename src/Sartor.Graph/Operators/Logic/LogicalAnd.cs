using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>Both of two bools. ONNX And 7; TFLite LOGICAL_AND.</summary>
public sealed record LogicalAnd : ElementwiseBinary
{
    public override double Apply(double x, double y) => x != 0 && y != 0 ? 1 : 0;

    public override long Apply(long x, long y) => x & y;

    internal sealed class Onnx() : OnnxElementwise<LogicalAnd>("And", new LogicalAnd(), 2);

    internal sealed class TFLite() : TFLiteElementwise<LogicalAnd>("LOGICAL_AND", 2, _ => new LogicalAnd(), TFLiteVersions.One);
}

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The sine of x in radians. ONNX Sin 7–22; TFLite SIN.</summary>
public sealed record Sin : ElementwiseUnary
{
    public override double Apply(double x) => Math.Sin(x);

    internal sealed class Onnx() : OnnxElementwise<Sin>("Sin", new Sin(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Sin>("SIN", 1, _ => new Sin(), TFLiteVersions.One);
}

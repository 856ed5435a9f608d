namespace Sartor.Graph.Operators;

/// <summary>The sine of x in radians. ONNX Sin 7–22; TFLite SIN.</summary>
public sealed partial record Sin : ElementwiseUnary
{
    public override double Apply(double x) => Math.Sin(x);

    internal sealed class Onnx() : OnnxElementwise("Sin", new Sin(), 1);
}

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The inverse of the hyperbolic sine. ONNX Asinh 9–22.</summary>
public sealed record Asinh : ElementwiseUnary
{
    public override double Apply(double x) => Math.Asinh(x);

    internal sealed class Onnx() : OnnxElementwise<Asinh>("Asinh", new Asinh(), 1);
}

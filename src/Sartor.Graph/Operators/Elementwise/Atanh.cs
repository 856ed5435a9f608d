namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The inverse of the hyperbolic tangent for |x| ≤ 1, else not a number. ONNX Atanh 9–22.</summary>
public sealed record Atanh : ElementwiseUnary
{
    public override double Apply(double x) => Math.Atanh(x);

    internal sealed class Onnx() : OnnxElementwise<Atanh>("Atanh", new Atanh(), 1);
}

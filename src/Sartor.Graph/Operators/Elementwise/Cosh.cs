namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The hyperbolic cosine (eˣ + e⁻ˣ) / 2. ONNX Cosh 9–22.</summary>
public sealed record Cosh : ElementwiseUnary
{
    public override double Apply(double x) => Math.Cosh(x);

    internal sealed class Onnx() : OnnxElementwise<Cosh>("Cosh", new Cosh(), 1);
}

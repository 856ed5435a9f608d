namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The hyperbolic sine (eˣ − e⁻ˣ) / 2. ONNX Sinh 9–22.</summary>
public sealed record Sinh : ElementwiseUnary
{
    public override double Apply(double x) => Math.Sinh(x);

    internal sealed class Onnx() : OnnxElementwise<Sinh>("Sinh", new Sinh(), 1);
}

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The inverse of the hyperbolic cosine for x ≥ 1, else not a number. ONNX Acosh 9–22.</summary>
public sealed record Acosh : ElementwiseUnary
{
    public override double Apply(double x) => Math.Acosh(x);

    internal sealed class Onnx() : OnnxElementwise<Acosh>("Acosh", new Acosh(), 1);
}

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>1 / x. ONNX Reciprocal 6–13.</summary>
public sealed record Reciprocal : ElementwiseUnary
{
    public override double Apply(double x) => 1 / x;

    internal sealed class Onnx() : OnnxElementwise<Reciprocal>("Reciprocal", new Reciprocal(), 1);
}

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The angle −π/2 … π/2 in radians whose sine is x; not a number outside of [−1, 1]. ONNX Asin 7–22.</summary>
public sealed record Asin : ElementwiseUnary
{
    public override double Apply(double x) => Math.Asin(x);

    internal sealed class Onnx() : OnnxElementwise<Asin>("Asin", new Asin(), 1);
}

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The angle −π/2 … π/2 in radians whose tangent is x. ONNX Atan 7–22.</summary>
public sealed record Atan : ElementwiseUnary
{
    public override double Apply(double x) => Math.Atan(x);

    internal sealed class Onnx() : OnnxElementwise<Atan>("Atan", new Atan(), 1);
}

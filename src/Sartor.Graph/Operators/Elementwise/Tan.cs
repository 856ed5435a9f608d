namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The tangent of x in radians. ONNX Tan 7–22.</summary>
public sealed record Tan : ElementwiseUnary
{
    public override double Apply(double x) => Math.Tan(x);

    internal sealed class Onnx() : OnnxElementwise<Tan>("Tan", new Tan(), 1);
}

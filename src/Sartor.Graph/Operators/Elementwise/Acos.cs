namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The angle 0 … π in radians whose cosine is x; not a number outside of [−1, 1]. ONNX Acos 7–22.</summary>
public sealed record Acos : ElementwiseUnary
{
    public override double Apply(double x) => Math.Acos(x);

    internal sealed class Onnx() : OnnxElementwise<Acos>("Acos", new Acos(), 1);
}

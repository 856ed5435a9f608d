namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The square root. ONNX Sqrt 6–13; TFLite SQRT.</summary>
public sealed record Sqrt : ElementwiseUnary
{
    public override double Apply(double x) => Math.Sqrt(x);

    internal sealed class Onnx() : OnnxElementwise<Sqrt>("Sqrt", new Sqrt(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Sqrt>("SQRT", 1, _ => new Sqrt(), new(2, 2));
}

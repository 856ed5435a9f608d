namespace Sartor.Graph.Operators.Elementwise;

/// <summary>−x. ONNX Neg 6–13; TFLite NEG.</summary>
public sealed record Neg : ElementwiseUnary
{
    public override double Apply(double x) => -x;

    internal sealed class Onnx() : OnnxElementwise<Neg>("Neg", new Neg(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Neg>("NEG", 1, _ => new Neg(), TFLiteVersions.One);
}

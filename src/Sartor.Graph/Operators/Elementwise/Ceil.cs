namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The smallest integer that is not smaller. ONNX Ceil 6–13; TFLite CEIL.</summary>
public sealed record Ceil : ElementwiseUnary
{
    public override double Apply(double x) => Math.Ceiling(x);

    internal sealed class Onnx() : OnnxElementwise<Ceil>("Ceil", new Ceil(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Ceil>("CEIL", 1, _ => new Ceil(), TFLiteVersions.One);
}

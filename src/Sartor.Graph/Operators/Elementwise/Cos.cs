namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The cosine of x in radians. ONNX Cos 7–22; TFLite COS.</summary>
public sealed record Cos : ElementwiseUnary
{
    public override double Apply(double x) => Math.Cos(x);

    internal sealed class Onnx() : OnnxElementwise<Cos>("Cos", new Cos(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Cos>("COS", 1, _ => new Cos(), TFLiteVersions.One);
}

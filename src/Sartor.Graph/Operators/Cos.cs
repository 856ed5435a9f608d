namespace Sartor.Graph.Operators;

/// <summary>The cosine of x in radians. ONNX Cos 7–22; TFLite COS.</summary>
public sealed partial record Cos : ElementwiseUnary
{
    public override double Apply(double x) => Math.Cos(x);

    internal sealed class Onnx() : OnnxElementwise("Cos", new Cos(), 1);
}

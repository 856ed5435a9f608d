namespace Sartor.Graph.Operators;

/// <summary>The square root. ONNX Sqrt 6–13; TFLite SQRT.</summary>
public sealed partial record Sqrt : ElementwiseUnary
{
    public override double Apply(double x) => Math.Sqrt(x);

    internal sealed class Onnx() : OnnxElementwise("Sqrt", new Sqrt(), 1);
}

namespace Sartor.Graph.Operators;

/// <summary>The absolute value. ONNX Abs 6–13; TFLite ABS.</summary>
public sealed partial record Abs : ElementwiseUnary
{
    public override double Apply(double x) => Math.Abs(x);

    internal sealed class Onnx() : OnnxElementwise("Abs", new Abs(), 1);
}

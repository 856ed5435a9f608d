namespace Sartor.Graph.Operators;

/// <summary>−x. ONNX Neg 6–13; TFLite NEG.</summary>
public sealed partial record Neg : ElementwiseUnary
{
    public override double Apply(double x) => -x;

    internal sealed class Onnx() : OnnxElementwise("Neg", new Neg(), 1);
}

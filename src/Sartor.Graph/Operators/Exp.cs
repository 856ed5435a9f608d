namespace Sartor.Graph.Operators;

/// <summary>e to the power of x. ONNX Exp 6–13; TFLite EXP.</summary>
public sealed partial record Exp : ElementwiseUnary
{
    public override double Apply(double x) => Math.Exp(x);

    internal sealed class Onnx() : OnnxElementwise("Exp", new Exp(), 1);
}

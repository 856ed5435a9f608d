namespace Sartor.Graph.Operators;

/// <summary>1 / (1 + e^−x). ONNX Sigmoid 6–13; TFLite LOGISTIC.</summary>
public sealed partial record Logistic : ElementwiseUnary
{
    public override double Apply(double x) => 1 / (1 + Math.Exp(-x));

    internal sealed class Onnx() : OnnxElementwise("Sigmoid", new Logistic(), 1);
}

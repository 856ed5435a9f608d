namespace Sartor.Graph.Operators;

/// <summary>The hyperbolic tangent. ONNX Tanh 6–13; TFLite TANH.</summary>
public sealed partial record Tanh : ElementwiseUnary
{
    public override double Apply(double x) => Math.Tanh(x);

    internal sealed class Onnx() : OnnxElementwise("Tanh", new Tanh(), 1);
}

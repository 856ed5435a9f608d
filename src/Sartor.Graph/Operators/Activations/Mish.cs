using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x · tanh(ln(1 + e^x)). ONNX Mish 18–22.</summary>
public sealed record Mish : ElementwiseUnary
{
    public override double Apply(double x) => x * Math.Tanh(x > 30 ? x : Math.Log(1 + Math.Exp(x)));

    internal sealed class Onnx() : OnnxElementwise("Mish", new Mish(), 1);
}

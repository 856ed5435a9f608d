using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>ln(1 + e^x). ONNX Softplus 1–22.</summary>
public sealed record Softplus : ElementwiseUnary
{
    public override double Apply(double x) => x > 30 ? x : Math.Log(1 + Math.Exp(x));

    internal sealed class Onnx() : OnnxElementwise<Softplus>("Softplus", new Softplus(), 1);
}

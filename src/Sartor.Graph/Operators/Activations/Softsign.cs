using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x / (1 + |x|). ONNX Softsign 1–22.</summary>
public sealed record Softsign : ElementwiseUnary
{
    public override double Apply(double x) => x / (1 + Math.Abs(x));

    internal sealed class Onnx() : OnnxElementwise<Softsign>("Softsign", new Softsign(), 1);
}

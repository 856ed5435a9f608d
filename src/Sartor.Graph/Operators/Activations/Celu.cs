using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>max(0, x) + min(0, Alpha · (e^(x/Alpha) − 1)). ONNX Celu 12.</summary>
public sealed record Celu(float Alpha) : ElementwiseUnary
{
    public override double Apply(double x) => Math.Max(0, x) + Math.Min(0, Alpha * (Math.Exp(x / Alpha) - 1));

    internal sealed class Onnx() : OnnxScaled<Celu>(
        "Celu", [("alpha", 1)], v => new Celu(v[0]), op => [op.Alpha]);
}

using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>Gamma · x for x &gt; 0, Gamma · Alpha · (e^x − 1) below. ONNX Selu 6–22.</summary>
public sealed record Selu(float Alpha, float Gamma) : ElementwiseUnary
{
    public override double Apply(double x) => x > 0 ? Gamma * x : Gamma * Alpha * (Math.Exp(x) - 1);

    internal sealed class Onnx() : OnnxScaled<Selu>(
        "Selu", [("alpha", 1.67326319f), ("gamma", 1.05070102f)], v => new Selu(v[0], v[1]), op => [op.Alpha, op.Gamma]);
}

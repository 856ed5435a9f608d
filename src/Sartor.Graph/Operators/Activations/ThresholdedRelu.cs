using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x for x &gt; Alpha, else 0. ONNX ThresholdedRelu 10–22.</summary>
public sealed record ThresholdedRelu(float Alpha) : ElementwiseUnary
{
    public override double Apply(double x) => x > Alpha ? x : 0;

    internal sealed class Onnx() : OnnxScaled<ThresholdedRelu>(
        "ThresholdedRelu", [("alpha", 1)], v => new ThresholdedRelu(v[0]), op => [op.Alpha]);
}

using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>min(max(Alpha · x + Beta, 0), 1). ONNX HardSigmoid 6–22, where the defaults are 0.2 and 0.5.</summary>
public sealed record HardSigmoid(float Alpha, float Beta) : ElementwiseUnary
{
    public override double Apply(double x) => Math.Clamp((Alpha * x) + Beta, 0, 1);

    internal sealed class Onnx() : OnnxScaled<HardSigmoid>(
        "HardSigmoid", [("alpha", 0.2f), ("beta", 0.5f)], v => new HardSigmoid(v[0], v[1]), op => [op.Alpha, op.Beta]);
}

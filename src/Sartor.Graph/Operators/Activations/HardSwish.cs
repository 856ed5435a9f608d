using Sartor.Graph.Bindings;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x · min(max(x/6 + 1/2, 0), 1). ONNX HardSwish 14–22; TFLite HARD_SWISH.</summary>
public sealed record HardSwish : ElementwiseUnary
{
    public override double Apply(double x) => x * Math.Clamp((x / 6) + 0.5, 0, 1);

    internal sealed class Onnx() : OnnxElementwise<HardSwish>("HardSwish", new HardSwish(), 1);

    internal sealed class TFLite() : TFLiteElementwise<HardSwish>("HARD_SWISH", 1, _ => new HardSwish(), TFLiteVersions.One, Int8Rule.Free);
}

namespace Sartor.Graph.Operators;

/// <summary>x · min(max(x/6 + 1/2, 0), 1). ONNX HardSwish 14–22; TFLite HARD_SWISH.</summary>
public sealed partial record HardSwish : ElementwiseUnary
{
    public override double Apply(double x) => x * Math.Clamp((x / 6) + 0.5, 0, 1);

    internal sealed class Onnx() : OnnxElementwise("HardSwish", new HardSwish(), 1);
}

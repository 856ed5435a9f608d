namespace Sartor.Graph.Operators;

/// <summary>x for x ≥ 0, slope · x below; inputs x and slope, which broadcasts to x. ONNX PRelu 7–16; TFLite PRELU.</summary>
public sealed partial record PRelu : ElementwiseBinary
{
    public override double Apply(double x, double y) => x < 0 ? x * y : x;

    internal sealed class Onnx() : OnnxElementwise("PRelu", new PRelu(), 2);
}

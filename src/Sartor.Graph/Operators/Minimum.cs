namespace Sartor.Graph.Operators;

/// <summary>The smaller of x and y; not a number where one of them is. ONNX Min 8–13; TFLite MINIMUM.</summary>
public sealed partial record Minimum : ElementwiseBinary
{
    public override double Apply(double x, double y) => Math.Min(x, y);

    public override long Apply(long x, long y) => Math.Min(x, y);

    internal sealed class Onnx() : OnnxVariadic("Min", new Minimum());
}

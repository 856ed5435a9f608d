namespace Sartor.Graph.Operators;

/// <summary>The greater of x and y; not a number where one of them is. ONNX Max 8–13; TFLite MAXIMUM.</summary>
public sealed partial record Maximum : ElementwiseBinary
{
    public override double Apply(double x, double y) => Math.Max(x, y);

    public override long Apply(long x, long y) => Math.Max(x, y);

    internal sealed class Onnx() : OnnxVariadic("Max", new Maximum());
}

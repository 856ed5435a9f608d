using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The greater of x and y; not a number where one of them is. ONNX Max 8–13; TFLite MAXIMUM.</summary>
public sealed record Maximum : ElementwiseBinary
{
    public override double Apply(double x, double y) => Math.Max(x, y);

    public override long Apply(long x, long y) => Math.Max(x, y);

    internal sealed class Onnx() : OnnxVariadic("Max", new Maximum(), writes: true);

    internal sealed class TFLite() : TFLiteElementwise<Maximum>(
        "MAXIMUM", 2, _ => new Maximum(), new(2, 4) { HighRank = 3, OnlyBroadcast = true }, Int8Rule.SameAsOutput);
}

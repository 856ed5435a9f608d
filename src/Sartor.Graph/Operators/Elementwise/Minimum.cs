using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The smaller of x and y; not a number where one of them is. ONNX Min 8–13; TFLite MINIMUM.</summary>
public sealed record Minimum : ElementwiseBinary
{
    public override double Apply(double x, double y) => Math.Min(x, y);

    public override long Apply(long x, long y) => Math.Min(x, y);

    internal sealed class Onnx() : OnnxVariadic("Min", new Minimum(), writes: true);

    internal sealed class TFLite() : TFLiteElementwise<Minimum>(
        "MINIMUM", 2, _ => new Minimum(), new(2, 4) { HighRank = 3, OnlyBroadcast = true }, Int8Rule.SameAsOutput);
}

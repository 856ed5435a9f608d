using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The absolute value. ONNX Abs 6–13; TFLite ABS.</summary>
public sealed record Abs : ElementwiseUnary
{
    public override double Apply(double x) => Math.Abs(x);

    internal sealed class Onnx() : OnnxElementwise("Abs", new Abs(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Abs>("ABS", 1, _ => new Abs(), new(2, 3) { UInt8 = 2, Int32 = 5 }, Int8Rule.Free);
}

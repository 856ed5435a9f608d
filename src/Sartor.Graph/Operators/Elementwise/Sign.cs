namespace Sartor.Graph.Operators.Elementwise;

/// <summary>−1, 0 or 1; not a number stays so. ONNX Sign 9–13; TFLite SIGN.</summary>
public sealed record Sign : ElementwiseUnary
{
    public override double Apply(double x) => double.IsNaN(x) ? x : Math.Sign(x);

    internal sealed class Onnx() : OnnxElementwise<Sign>("Sign", new Sign(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Sign>("SIGN", 1, _ => new Sign(), new() { Int32 = 2 });
}

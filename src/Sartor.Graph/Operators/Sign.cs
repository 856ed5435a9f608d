namespace Sartor.Graph.Operators;

/// <summary>−1, 0 or 1; not a number stays so. ONNX Sign 9–13; TFLite SIGN.</summary>
public sealed partial record Sign : ElementwiseUnary
{
    public override double Apply(double x) => double.IsNaN(x) ? x : Math.Sign(x);

    internal sealed class Onnx() : OnnxElementwise("Sign", new Sign(), 1);
}

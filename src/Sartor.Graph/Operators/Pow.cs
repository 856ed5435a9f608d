namespace Sartor.Graph.Operators;

/// <summary>x to the power of y, of x's type. ONNX Pow 7–15; TFLite POW.</summary>
public sealed partial record Pow : ElementwiseBinary
{
    protected override bool MixesElements => true;

    public override double Apply(double x, double y) => Math.Pow(x, y);

    internal sealed class Onnx() : OnnxElementwise("Pow", new Pow(), 2);
}

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The natural logarithm. ONNX Log 6–13; TFLite LOG.</summary>
public sealed record Log : ElementwiseUnary
{
    public override double Apply(double x) => Math.Log(x);

    internal sealed class Onnx() : OnnxElementwise<Log>("Log", new Log(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Log>("LOG", 1, _ => new Log(), new(2, 2));
}

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The nearest integer, halves to the even one. ONNX Round 11–22; TFLite ROUND.</summary>
public sealed record Round : ElementwiseUnary
{
    public override double Apply(double x) => Math.Round(x, MidpointRounding.ToEven);

    internal sealed class Onnx() : OnnxElementwise<Round>("Round", new Round(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Round>("ROUND", 1, _ => new Round(), TFLiteVersions.One);
}

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>e to the power of x. ONNX Exp 6–13; TFLite EXP.</summary>
public sealed record Exp : ElementwiseUnary
{
    public override double Apply(double x) => Math.Exp(x);

    internal sealed class Onnx() : OnnxElementwise<Exp>("Exp", new Exp(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Exp>("EXP", 1, _ => new Exp(), new(2, 2));
}

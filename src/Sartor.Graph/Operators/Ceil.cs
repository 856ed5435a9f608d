namespace Sartor.Graph.Operators;

/// <summary>The smallest integer that is not smaller. ONNX Ceil 6–13; TFLite CEIL.</summary>
public sealed partial record Ceil : ElementwiseUnary
{
    public override double Apply(double x) => Math.Ceiling(x);

    internal sealed class Onnx() : OnnxElementwise("Ceil", new Ceil(), 1);
}

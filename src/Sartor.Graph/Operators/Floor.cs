namespace Sartor.Graph.Operators;

/// <summary>The greatest integer that is not greater. ONNX Floor 6–13; TFLite FLOOR.</summary>
public sealed partial record Floor : ElementwiseUnary
{
    public override double Apply(double x) => Math.Floor(x);

    internal sealed class Onnx() : OnnxElementwise("Floor", new Floor(), 1);
}

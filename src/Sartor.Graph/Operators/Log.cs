namespace Sartor.Graph.Operators;

/// <summary>The natural logarithm. ONNX Log 6–13; TFLite LOG.</summary>
public sealed partial record Log : ElementwiseUnary
{
    public override double Apply(double x) => Math.Log(x);

    internal sealed class Onnx() : OnnxElementwise("Log", new Log(), 1);
}

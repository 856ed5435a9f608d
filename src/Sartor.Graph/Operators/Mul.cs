using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>x · y. ONNX Mul 7–21; TFLite MUL.</summary>
public sealed partial record Mul(Activation Activation = Activation.None) : ElementwiseBinary, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override double Apply(double x, double y) => x * y;

    public override long Apply(long x, long y) => x * y;

    internal sealed class Onnx() : OnnxElementwise("Mul", new Mul(), 2);
}

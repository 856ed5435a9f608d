using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>x / y; integers are truncated toward zero. ONNX Div 7–21; TFLite DIV.</summary>
public sealed record Div(Activation Activation = Activation.None) : ElementwiseBinary, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override double Apply(double x, double y) => x / y;

    public override long Apply(long x, long y) => y == -1 ? -x : x / y;

    internal sealed class Onnx() : OnnxElementwise("Div", new Div(), 2);

    internal sealed class TFLite() : TFLiteElementwise<Div>(
        "DIV", 2, activation => new Div(activation), new() { HighRank = 2, OnlyBroadcast = true });
}

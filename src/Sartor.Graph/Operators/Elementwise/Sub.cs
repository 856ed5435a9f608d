using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>x − y. ONNX Sub 7–21; TFLite SUB.</summary>
public sealed record Sub(Activation Activation = Activation.None) : ElementwiseBinary, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override double Apply(double x, double y) => x - y;

    public override long Apply(long x, long y) => x - y;

    internal sealed class Onnx() : OnnxElementwise<Sub>("Sub", new Sub(), 2);

    internal sealed class TFLite() : TFLiteSum<Sub>(
        "SUB", activation => new Sub(activation), new(2, 5) { Int64 = 4, HighRank = 3, OnlyBroadcast = true });
}

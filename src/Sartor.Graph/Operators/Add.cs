using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>x + y. ONNX Add 7–21 (1–6 with its one-sided broadcast too); TFLite ADD.</summary>
public sealed record Add(Activation Activation = Activation.None) : ElementwiseBinary, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override double Apply(double x, double y) => x + y;

    public override long Apply(long x, long y) => x + y;

    internal sealed class Onnx() : OnnxBinding("Add")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Add(), cx.Input(0), cx.Input(1))];
    }

    internal sealed class TFLite() : TFLiteBinding<Add>("ADD")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Add(TFLiteActivations.Read(cx.Raw)), cx.Input(0), cx.Input(1))];

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(TFLiteElementwise.Raw("ADD", node), node.Inputs, node.Outputs);
    }
}

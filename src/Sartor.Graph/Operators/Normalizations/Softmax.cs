using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>e^(Beta·x) / Σ e^(Beta·x) along an axis. ONNX Softmax 1–13; TFLite SOFTMAX (last axis).</summary>
/// <param name="Axis">0 … rank−1.</param>
/// <param name="Beta">Factor before the exponential.</param>
public sealed record Softmax(int Axis, float Beta = 1) : AxisNormalization(Axis)
{
    protected override AxisFunction WithAxis(int axis) => this with { Axis = axis };

    protected override void Apply(Span<double> vector)
    {
        var max = double.NegativeInfinity;
        foreach (var x in vector) max = Math.Max(max, Beta * x);
        double sum = 0;
        foreach (ref var x in vector) sum += x = Math.Exp((Beta * x) - max);
        foreach (ref var x in vector) x /= sum;
    }

    internal sealed class Onnx() : OnnxSoftmax("Softmax", (cx, x, axis) => cx.Emit(new Softmax(axis), x))
    {
        public override Type Writes => typeof(Softmax);

        public override Int8Rule Int8(Operator op) => Int8Rule.UnitInterval;

        /// <summary>ONNX has no factor before the exponential.</summary>
        public override void Write(Node node, WriteContext context)
        {
            var (op, x, type) = ((Softmax)node.Operator, node.Input(0), Real(node.Input(0)));
            if (op.Beta != 1)
                x = Step(context, $"{node.Name}/scaled", "Mul", type, x, Number(context, $"{node.Name}/beta", op.Beta, type.Element));
            context.Emit(Raw("Softmax", ("axis", (long)op.Axis)), [x], node.Outputs);
        }
    }

    internal sealed class TFLite() : TFLiteBinding<Softmax>("SOFTMAX")
    {
        private static readonly TFLiteVersions Versions = new(2, 3);

        public override Int8Rule Int8(Operator op) => Int8Rule.UnitInterval;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Shape(0).Rank == 0) cx.Fail("its input is a scalar");
            return [cx.Emit(new Softmax(cx.Shape(0).Rank - 1, cx.Raw.Float("beta", 1)), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Softmax)node.Operator;
            if (op.Axis != node.Input(0).Type.Shape!.Rank - 1)
                cx.Fail(node, $"TFLite's SOFTMAX runs along the last axis, not {op.Axis} of {node.Input(0).Type}");
            cx.Emit(
                RawNode.Of("tflite", "SOFTMAX", Versions.Of(node), new Dictionary<string, object> { ["beta"] = op.Beta }), node.Inputs,
                node.Outputs);
        }
    }
}

using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>x − ln Σ e^x along an axis. ONNX LogSoftmax 1–13; TFLite LOG_SOFTMAX (last axis).</summary>
/// <param name="Axis">0 … rank−1.</param>
public sealed record LogSoftmax(int Axis) : AxisNormalization(Axis)
{
    protected override AxisFunction WithAxis(int axis) => this with { Axis = axis };

    protected override void Apply(Span<double> vector)
    {
        var max = double.NegativeInfinity;
        foreach (var x in vector) max = Math.Max(max, x);
        double sum = 0;
        foreach (var x in vector) sum += Math.Exp(x - max);
        var shift = max + Math.Log(sum);
        foreach (ref var x in vector) x -= shift;
    }

    internal sealed class Onnx() : OnnxSoftmax("LogSoftmax", (cx, x, axis) => cx.Emit(new LogSoftmax(axis), x))
    {
        public override Type Writes => typeof(LogSoftmax);

        public override void Write(Node node, WriteContext context) =>
            context.Emit(Raw("LogSoftmax", ("axis", (long)((LogSoftmax)node.Operator).Axis)), node.Inputs, node.Outputs);
    }

    internal sealed class TFLite() : TFLiteBinding<LogSoftmax>("LOG_SOFTMAX")
    {
        private static readonly TFLiteVersions Versions = new(2);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Shape(0).Rank == 0) cx.Fail("its input is a scalar");
            return [cx.Emit(new LogSoftmax(cx.Shape(0).Rank - 1), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var axis = ((LogSoftmax)node.Operator).Axis;
            if (axis != node.Input(0).Type.Shape!.Rank - 1)
                cx.Fail(node, $"TFLite's LOG_SOFTMAX runs along the last axis, not {axis} of {node.Input(0).Type}");
            cx.Emit(RawNode.Of("tflite", "LOG_SOFTMAX", Versions.Of(node)), node.Inputs, node.Outputs);
        }
    }
}

using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record LogSoftmax
{
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
            if (axis != node.Input(0).Type.Shape!.Rank - 1) cx.Fail(node, $"TFLite's LOG_SOFTMAX runs along the last axis, not {axis} of {node.Input(0).Type}");
            cx.Emit(RawNode.Of("tflite", "LOG_SOFTMAX", Versions.Of(node)), node.Inputs, node.Outputs);
        }
    }
}

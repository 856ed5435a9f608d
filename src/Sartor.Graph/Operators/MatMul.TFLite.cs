using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record MatMul
{
    internal sealed class TFLite() : TFLiteBinding<MatMul>("BATCH_MATMUL")
    {
        private static readonly TFLiteVersions Versions = new(2, 3);

        public override Int8Rule Int8(Operator op) => Int8Rule.Free;

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new MatMul(cx.Raw.Int("adj_x", 0) != 0, cx.Raw.Int("adj_y", 0) != 0), cx.Input(0), cx.Input(1))];

        public override void Write(Node node, WriteContext cx)
        {
            var op = (MatMul)node.Operator;
            var attributes = new Dictionary<string, object> { ["adj_x"] = op.LeftTransposed ? 1L : 0L, ["adj_y"] = op.RightTransposed ? 1L : 0L };
            var version = Versions.Of(node);
            if (node.Input(0).Type.Element == ElementType.Float32 && node.Input(1).Type.Element == ElementType.Int8)
            {
                attributes["asymmetric_quantize_inputs"] = 1L;
                version = 4;
            }
            cx.Emit(RawNode.Of("tflite", "BATCH_MATMUL", version, attributes), node.Inputs, node.Outputs);
        }
    }
}

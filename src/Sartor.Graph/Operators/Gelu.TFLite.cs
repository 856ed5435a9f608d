using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Gelu
{
    internal sealed class TFLite() : TFLiteBinding<Gelu>("GELU")
    {
        private static readonly TFLiteVersions Versions = new(2) { UInt8 = 2 };

        public override Int8Rule Int8(Operator op) => Int8Rule.Free;

        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Gelu(cx.Raw.Int("approximate", 0) != 0), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            RawNode.Of("tflite", "GELU", Versions.Of(node), new Dictionary<string, object> { ["approximate"] = ((Gelu)node.Operator).Approximate ? 1L : 0L }),
            node.Inputs, node.Outputs);
    }
}

using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Quantize
{
    internal sealed class TFLite() : TFLiteBinding<Quantize>("QUANTIZE")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (!cx.OutputType(0).Element.IsInteger()) cx.Fail($"its result is {cx.OutputType(0).Element.Label()}, not integers");
            return [cx.Emit(new Quantize(cx.OutputType(0).Element), cx.Input(0))];
        }

        // op_version.cc: 3 per channel, 2 to int16, else 1.
        public override void Write(Node node, WriteContext cx)
        {
            var version = node.Output.Quantization is { IsPerAxis: true } ? 3 : node.Output.Type.Element == ElementType.Int16 ? 2 : 1;
            cx.Emit(RawNode.Of("tflite", "QUANTIZE", version), node.Inputs, node.Outputs);
        }
    }
}

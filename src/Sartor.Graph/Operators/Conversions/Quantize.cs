using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Conversions;

/// <summary>
/// Float values to integers, or one quantisation to another; the output value's <see cref="Value.Quantization"/> says how. ONNX
/// QuantizeLinear 10–21 with constant parameters; TFLite QUANTIZE.
/// </summary>
/// <param name="To">Element type of the result.</param>
public sealed record Quantize(ElementType To) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0) with { Element = To }];

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        AxisPropagations.FirstInput(this, permutation, types);

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

using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Conversions;

/// <summary>
/// Integers to the float values that they stand for, by the input value's <see cref="Value.Quantization"/>; float16 to float32 where it has
/// none. ONNX DequantizeLinear 10–21 with constant parameters; TFLite DEQUANTIZE.
/// </summary>
/// <param name="To">Element type of the result.</param>
public sealed record Dequantize(ElementType To = ElementType.Float32) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0) with { Element = To }];

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        AxisPropagations.FirstInput(this, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs) =>
        inputs[0]!.Element.IsFloat() ? [inputs[0]!.ConvertTo(To)] : null;

    internal sealed class TFLite() : TFLiteBinding<Dequantize>("DEQUANTIZE")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Dequantize(), cx.Input(0))];

        // op_version.cc: 3 from int16 and float16, 5 from int8 per channel, 2 from int8, else 1.
        public override void Write(Node node, WriteContext cx)
        {
            var input = node.Input(0);
            var version = input.Type.Element switch
            {
                ElementType.Int16 or ElementType.Float16 => 3,
                ElementType.Int8 => input.Quantization is { IsPerAxis: true } ? 5 : 2,
                _ => 1,
            };
            cx.Emit(RawNode.Of("tflite", "DEQUANTIZE", version), node.Inputs, node.Outputs);
        }
    }

    /// <summary>Sparse constants are made dense while they are read, so DENSIFY has nothing left to do.</summary>
    internal sealed class TFLiteDensify() : OperatorBinding("tflite", "DENSIFY")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            _ = cx.ConstantInput(0);
            return [cx.Input(0)];
        }
    }
}

using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// Integers to the reals that they stand for, by the input value's <see cref="Value.Quantization"/>; float16 to float32 where it has
/// none. ONNX DequantizeLinear 10–21 with constant parameters; TFLite DEQUANTIZE.
/// </summary>
/// <param name="To">Element type of the result.</param>
public sealed partial record Dequantize(ElementType To = ElementType.Float32) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0) with { Element = To }];

    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) => AxisPassages.FirstInput(this, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs) => inputs[0]!.Element.IsFloat() ? [inputs[0]!.ConvertTo(To)] : null;

    internal sealed class Onnx() : OnnxBinding("DequantizeLinear")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Input(0);
            if (!x.Type.Element.IsInteger()) cx.Fail($"dequantisation of {x.Type.Element.Label()} is not supported");
            var parameters = OnnxQuantization.Read(cx);
            if (x.Quantization is { } already && already != parameters) cx.Fail($"'{x.Name}' is quantised with other parameters");
            x.Quantization = parameters;
            return [cx.Emit(new Dequantize(cx.Input(1).Type.Element), x)];
        }
    }
}

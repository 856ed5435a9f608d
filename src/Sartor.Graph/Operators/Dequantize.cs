using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// Integers → float32 by the parameters of the input value, or float16 → float32. ONNX DequantizeLinear; TFLite DEQUANTIZE.
/// </summary>
public sealed partial record Dequantize : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0) with { Element = ElementType.Float32 }];

    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) => new(this, [permutation], [permutation]);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs) =>
        inputs[0]!.Element == ElementType.Float16 ? [inputs[0]!.ConvertTo(ElementType.Float32)] : null;
}

using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// Reals → integers, or integers of one scale → integers of another. The parameters are those of the values
/// (<see cref="Value.Quantization"/>), not of the operator. ONNX QuantizeLinear; TFLite QUANTIZE.
/// </summary>
/// <param name="To">The integer type of the result.</param>
public sealed partial record Quantize(ElementType To) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0) with { Element = To }];

    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) => new(this, [permutation], [permutation]);
}

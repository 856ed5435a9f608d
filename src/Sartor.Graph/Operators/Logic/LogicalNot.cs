using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>The other bool. ONNX Not 1; TFLite LOGICAL_NOT.</summary>
public sealed record LogicalNot : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0) with { Element = ElementType.Bool }];

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        AxisPropagations.FirstInput(this, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs) => inputs[0]!.Element == ElementType.Bool
        ? [Tensor.Create(inputs[0]!.Shape, Array.ConvertAll(inputs[0]!.ToInt64s(), v => v == 0))]
        : null;

    internal sealed class Onnx() : OnnxElementwise<LogicalNot>("Not", new LogicalNot(), 1);

    internal sealed class TFLite() : TFLiteElementwise<LogicalNot>("LOGICAL_NOT", 1, _ => new LogicalNot(), TFLiteVersions.One);
}

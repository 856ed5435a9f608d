using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>Permutes axes. ONNX Transpose 1–21; TFLite TRANSPOSE.</summary>
public sealed partial record Transpose(Permutation Permutation) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var input = inputs.Type(0);
        if (Permutation.Rank != input.Shape!.Rank || !Permutation.IsValid) inputs.Fail($"{Permutation} does not permute {input.Shape}");
        return [input with { Shape = Permutation.Apply(input.Shape) }];
    }

    /// <summary>A permuted operand needs no permuted result: T_q(T_r(x)) with q = r⁻¹ · p.</summary>
    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) =>
        new(new Transpose(permutation.Inverse().Then(Permutation)), [permutation], [null]);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs) =>
        inputs[0]!.Element.Bits() < 8 ? null : [TensorTranspose.Apply(inputs[0]!, Permutation)];

    internal sealed class Onnx() : OnnxBinding("Transpose")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var rank = cx.Shape(0).Rank;
            var axes = cx.Raw.Has("perm") ? cx.Raw.Ints("perm").Items : [.. Enumerable.Range(0, rank).Reverse().Select(i => (long)i)];
            return [cx.Emit(new Transpose(new Permutation(axes.Select(a => (int)(a < 0 ? a + rank : a)).ToEquatableArray())), cx.Input(0))];
        }
    }
}

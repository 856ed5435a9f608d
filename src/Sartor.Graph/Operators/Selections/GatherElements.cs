using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Selections;

/// <summary>
/// The element of data at each index, the axis' coordinate being replaced by the index's value; inputs data and indices of equal
/// rank. ONNX GatherElements 11–13.
/// </summary>
/// <param name="Axis">0 … rank−1.</param>
public sealed record GatherElements(int Axis) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var data = inputs.Shape(0, 1);
        inputs.Axis(Axis, data.Rank);
        var indices = inputs.Shape(1, data.Rank, data.Rank);
        for (var i = 0; i < data.Rank; i++)
        {
            if (i != Axis && indices[i] > data[i]) inputs.Fail($"the indices {indices} reach beyond {data}");
        }
        return [inputs.Type(0) with { Shape = indices }];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        AxisPropagations.All(new GatherElements(permutation.NewAxis(Axis)), permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor data = inputs[0]!, indices = inputs[1]!;
        if (!ElementCopy.Works(data.Element) || !indices.Element.IsInteger()) return null;
        var places = indices.ToInt64s();
        var extent = data.Shape[Axis];
        if (places.Any(p => p < -extent || p >= extent)) return null;
        long[] strides = data.Shape.Strides(), indexStrides = indices.Shape.Strides();
        return [ElementCopy.Select(data, indices.Shape, null, index =>
        {
            var at = places[ElementCopy.Place(index, indexStrides)];
            return ElementCopy.Place(index, strides) + (((at < 0 ? at + extent : at) - index[Axis]) * strides[Axis]);
        })];
    }

    /// <summary>For each element of the result, where its coordinates along all axes but one lead to in the data.</summary>
    internal static long[] Others(Shape result, long[] strides, int axis)
    {
        var others = new long[result.ElementCount];
        for (long i = 0; i < others.Length; i++)
        {
            var rest = i;
            for (var k = result.Rank - 1; k >= 0; k--)
            {
                if (k != axis) others[i] += rest % result[k] * strides[k];
                rest /= result[k];
            }
        }
        return others;
    }

    internal sealed class Onnx() : OnnxBinding<GatherElements>("GatherElements")
    {
        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("GatherElements", ("axis", (long)Of(node).Axis)), node.Inputs, node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new GatherElements(cx.Axis(cx.Raw.Int32("axis", 0), 0)), cx.Input(0), cx.Input(1))];
    }
}

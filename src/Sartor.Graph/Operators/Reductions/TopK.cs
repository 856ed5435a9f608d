using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Reductions;

/// <summary>
/// The greatest elements along the last axis and their indices, greatest first; of equal elements the lower index comes first. ONNX
/// TopK 1–11; TFLite TOPK_V2.
/// </summary>
/// <param name="Count">How many; 0 … the extent of the last axis.</param>
/// <param name="Index">Element type of the indices: int64, int32.</param>
public sealed record TopK(long Count, ElementType Index) : Operator, IMultipleOutputs
{
    public int OutputCount => 2;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 1);
        if (Count < 0 || Count > x[-1]) inputs.Fail($"{Count} elements of the last axis of {x}");
        var shape = x.With(-1, Count);
        return [inputs.Type(0) with { Shape = shape }, new TensorType(Index, shape)];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        permutation.Axes[permutation.Rank - 1] == permutation.Rank - 1 ? new(this, [permutation], [permutation, permutation]) : null;

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!x.Element.IsFloat() && !x.Element.IsInteger()) return null;
        var values = x.ToDoubles();
        var shape = x.Shape.With(-1, Count);
        List<double> best = [];
        List<long> indices = [];
        var extent = checked((int)x.Shape[-1]);
        for (var start = 0; start < values.Length; start += extent)
        {
            // OrderBy is stable.
            var order = Enumerable.Range(0, extent).OrderByDescending(k => values[start + k]).Take((int)Count).ToArray();
            best.AddRange(order.Select(k => values[start + k]));
            indices.AddRange(order.Select(k => (long)k));
        }
        return [Elements.FromDoubles(shape, [.. best], x.Element), Elements.FromInt64s(shape, [.. indices], Index)];
    }

    /// <summary>Other axes are moved to the end, and the least elements are the greatest of the negated ones.</summary>
    internal sealed class Onnx() : OnnxBinding<TopK>("TopK")
    {
        public override void Write(Node node, WriteContext cx)
        {
            var (op, raw) = (Of(node), Raw("TopK", ("axis", -1L), ("largest", 1L), ("sorted", 1L)));
            Value[] inputs = [node.Input(0), Ints(cx, $"{node.Name}/count", op.Count)];
            if (op.Index == ElementType.Int64)
            {
                cx.Emit(raw, inputs, node.Outputs);
                return;
            }
            var index = cx.Temporary($"{node.Name}/index", node.Outputs[1].Type with { Element = ElementType.Int64 }, null);
            cx.Emit(raw, inputs, [node.Outputs[0], index]);
            cx.Emit(Raw("Cast", ("to", OnnxElementTypes.Code(op.Index))), [index], [node.Outputs[1]]);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var rank = cx.Shape(0).Rank;
            var axis = cx.Axis(cx.Raw.Int32("axis", -1), 0);
            if (cx.ConstantInput(1).ToInt64s() is not [var count]) return Wrong(cx);
            var swap = Enumerable.Range(0, rank).ToArray();
            (swap[axis], swap[^1]) = (swap[^1], swap[axis]);
            Value Swapped(Value v) => axis == rank - 1 ? v : cx.Emit(new Transpose(new Permutation(swap.ToEquatableArray())), v);
            var isLeast = cx.Raw.Int("largest", 1) == 0;
            Value Negated(Value v) => isLeast ? cx.Emit(new Neg(), v) : v;
            var results = cx.EmitMany(new TopK(count, ElementType.Int64), Negated(Swapped(cx.Input(0))));
            return [Swapped(Negated(results[0])), Swapped(results[1])];
        }

        private static IReadOnlyList<Value> Wrong(ReadContext cx)
        {
            cx.Fail($"its count is {cx.Shape(1)}, not one number");
            return [];
        }
    }

    internal sealed class TFLite() : TFLiteBinding<TopK>("TOPK_V2")
    {
        private static readonly TFLiteVersions Versions = new(2);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.ConstantInput(1).ToInt64s() is not [var count] || cx.OutputType(1).Element is not ElementType.Int32)
                cx.Fail($"its count is {cx.Shape(1)}, or its indices are {cx.OutputType(1).Element.Label()}");
            else return cx.EmitMany(new TopK(count, ElementType.Int32), cx.Input(0));
            return [];
        }

        // The kernel's indices are int32.
        public override void Write(Node node, WriteContext cx)
        {
            var op = (TopK)node.Operator;
            var count = cx.Constant($"{node.Name}/count", Tensor.Scalar(checked((int)op.Count)));
            var raw = RawNode.Of("tflite", "TOPK_V2", Versions.Of(node));
            if (op.Index == ElementType.Int32)
            {
                cx.Emit(raw, [node.Input(0), count], node.Outputs);
                return;
            }
            var index = cx.Temporary($"{node.Name}/index", node.Outputs[1].Type with { Element = ElementType.Int32 }, null);
            cx.Emit(raw, [node.Input(0), count], [node.Outputs[0], index]);
            cx.Emit(Cast.TFLite.Raw(ElementType.Int32, op.Index), [index], [node.Outputs[1]]);
        }
    }
}

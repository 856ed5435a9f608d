using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Selections;

/// <summary>
/// x where the condition holds, else y; inputs condition (bool), x, y, broadcast together. ONNX Where 9–16; TFLite SELECT_V2.
/// </summary>
public sealed record Select : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var shape = Shape.Broadcast(inputs.Shape(0), inputs.Shape(1)) is { } first ? Shape.Broadcast(first, inputs.Shape(2)) : null;
        if (shape is null) inputs.Fail($"{inputs.Shape(0)}, {inputs.Shape(1)} and {inputs.Shape(2)} do not broadcast");
        if (inputs.Element(1) != inputs.Element(2))
            inputs.Fail($"element types {inputs.Element(1).Label()} and {inputs.Element(2).Label()} differ");
        return [new TensorType(inputs.Element(1), shape)];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        Broadcasting.PermuteThrough(this, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor condition = inputs[0]!, x = inputs[1]!, y = inputs[2]!;
        if (!ElementCopy.Works(x.Element)) return null;
        var shape = Shape.Broadcast(Shape.Broadcast(condition.Shape, x.Shape)!, y.Shape)!;
        Tensor test = Expand(condition, shape), left = Expand(x, shape), right = Expand(y, shape);
        var bytes = right.Data.ToArray();
        var size = x.Element.Bits() / 8;
        for (var i = 0; i < test.Data.Length; i++)
        {
            if (test.Data.Span[i] != 0) left.Data.Span.Slice(i * size, size).CopyTo(bytes.AsSpan(i * size));
        }
        return [new Tensor(x.Element, shape, bytes)];
    }

    private static Tensor Expand(Tensor tensor, Shape shape) =>
        ElementCopy.Strided(tensor, shape, 0, Broadcasting.Steps(tensor.Shape, shape));

    internal sealed class Onnx() : OnnxElementwise<Select>("Where", new Select(), 3);

    /// <summary>
    /// OneHot 9–11: on where the place along the new axis is the index, or the index from the end; off elsewhere, also for indices that are
    /// out of range.
    /// </summary>
    internal sealed class OnnxOneHot() : OnnxBinding("OneHot")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var indices = cx.Shape(0);
            var depth = cx.ConstantInput(1);
            if (depth.Shape.ElementCount != 1 || cx.Shape(2) != new Shape(2))
                cx.Fail("its depth is not a number, or it has not two values");
            var count = depth.ConvertTo(ElementType.Int64).ToInt64s()[0];
            var axis = cx.Raw.Int32("axis", -1);
            if (axis < 0) axis += indices.Rank + 1;
            if (count is < 1 or > int.MaxValue || axis < 0 || axis > indices.Rank)
                cx.Fail($"a depth of {count} at axis {axis} does not fit {indices}");
            cx.TakeElements(2 * count);
            var index = cx.Input(0);
            // Floats are compared as they are, as ONNX Runtime does.
            if (index.Type.Element is not (ElementType.Int32 or ElementType.Int64 or ElementType.Float32))
                index = cx.Emit(new Cast(ElementType.Int64), index);
            index = cx.Emit(new Reshape([.. indices.Extents.Take(axis), 1, .. indices.Extents.Skip(axis)]), index);
            Value Places(long first) => cx.Constant(Tensor.Create(
                new Shape([count, .. Enumerable.Repeat(1L, indices.Rank - axis)]),
                [.. Enumerable.Range(0, (int)count).Select(i => i + first)]).ConvertTo(index.Type.Element));
            var here = cx.Emit(new LogicalOr(), cx.Emit(new Equal(), index, Places(0)), cx.Emit(new Equal(), index, Places(-count)));
            return [cx.Emit(
                new Select(), here, cx.Emit(new Slice([1], [1], [1]), cx.Input(2)), cx.Emit(new Slice([0], [1], [1]), cx.Input(2)))];
        }
    }

    internal sealed class TFLite() : TFLiteBinding<Select>("SELECT_V2", "SELECT")
    {
        private static readonly TFLiteVersions Versions = new() { UInt32 = 2 };

        /// <summary>SELECT does not broadcast: a vector as condition chooses whole rows.</summary>
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.Type == "SELECT" && cx.Shape(0) != cx.Shape(1) && cx.Shape(0).Rank > 0) cx.Fail("its condition selects rows");
            return [cx.Emit(new Select(), cx.Input(0), cx.Input(1), cx.Input(2))];
        }

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(RawNode.Of("tflite", "SELECT_V2", Versions.Of(node, 1)), node.Inputs, node.Outputs);
    }
}

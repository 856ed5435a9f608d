using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>Parts of a tensor along an axis, one an output. ONNX Split 2–18; TFLite SPLIT, SPLIT_V.</summary>
/// <param name="Axis">0 … rank−1.</param>
/// <param name="Sizes">Extents of the parts along the axis; their sum is the input's.</param>
public sealed record Split(int Axis, EquatableArray<long> Sizes) : Operator, IMultipleOutputs
{
    public int OutputCount => Sizes.Count;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 1);
        inputs.Axis(Axis, x.Rank);
        if (Sizes.Items.Aggregate(0L, (a, b) => checked(a + b)) != x[Axis])
            inputs.Fail($"parts {Sizes} do not add up to the size {x[Axis]} of axis {Axis}");
        return [.. Sizes.Items.Select(size => inputs.Type(0) with { Shape = x.With(Axis, size) })];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        AxisPropagations.All(this with { Axis = permutation.NewAxis(Axis) }, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!ElementCopy.Works(x.Element)) return null;
        var strides = x.Shape.Strides();
        long start = 0;
        var parts = ImmutableArray.CreateBuilder<Tensor>(Sizes.Count);
        foreach (var size in Sizes)
        {
            parts.Add(ElementCopy.Strided(x, x.Shape.With(Axis, size), start * strides[Axis], strides));
            start += size;
        }
        return parts.MoveToImmutable();
    }

    internal sealed class Onnx() : OnnxBinding<Split>("Split")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            Raw("Split", ("axis", (long)Of(node).Axis)), [node.Input(0), Ints(cx, $"{node.Name}/sizes", Of(node).Sizes)], node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axis = cx.Axis(cx.Raw.Int32("axis", 0), 0);
            var sizes = cx.Raw.Has("split") ? cx.Raw.Ints("split") : cx.OptionalInts(1) ?? Equal(cx.Shape(0)[axis], cx.OutputCount);
            if (sizes.Count != cx.OutputCount) cx.Fail($"{sizes.Count} parts do not fit {cx.OutputCount} outputs");
            if (sizes.Items.Any(s => s < 0)) cx.Fail($"parts {sizes} are out of range");
            return cx.EmitMany(new Split(axis, sizes), cx.Input(0));
        }

        // Chunks of ⌈extent / parts⌉, the last one shorter (Split 18).
        private static EquatableArray<long> Equal(long extent, int parts)
        {
            var chunk = (extent + parts - 1) / Math.Max(1, parts);
            return Enumerable.Range(0, parts).Select(i => Math.Clamp(extent - (i * chunk), 0, chunk)).ToEquatableArray();
        }
    }

    internal sealed class TFLite() : TFLiteBinding<Split>("SPLIT", "SPLIT_V")
    {
        private static readonly TFLiteVersions EqualVersions = new(2, 4) { Int32 = 3 };
        private static readonly TFLiteVersions SizedVersions = new(2);

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        /// <summary>SPLIT takes axis, x; SPLIT_V takes x, sizes, axis.</summary>
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var isSized = cx.Raw.Type == "SPLIT_V";
            var x = isSized ? 0 : 1;
            var given = cx.ConstantInput(isSized ? 2 : 0).ToInt64s();
            if (given.Length != 1) cx.Fail($"{given.Length} axes");
            var axis = cx.Axis(checked((int)given[0]), x);
            var sizes = isSized ? Sizes(cx, cx.Shape(0)[axis]) : Equal(cx, cx.Shape(1)[axis]);
            return cx.EmitMany(new Split(axis, sizes.ToEquatableArray()), cx.Input(x));
        }

        private static long[] Equal(ReadContext cx, long extent)
        {
            var count = cx.OutputCount;
            if (count == 0 || cx.Raw.Int("num_splits", count) != count || extent % count != 0)
                cx.Fail($"size {extent} does not split into {count} parts");
            return [.. Enumerable.Repeat(extent / count, count)];
        }

        private static long[] Sizes(ReadContext cx, long extent)
        {
            var sizes = cx.ConstantInput(1).ToInt64s();
            var rest = extent - sizes.Where(s => s != -1).Sum();
            if (sizes.Length != cx.OutputCount || sizes.Count(s => s == -1) > 1)
                cx.Fail($"sizes [{string.Join(',', sizes)}] do not fit {cx.OutputCount} outputs");
            return Array.ConvertAll(sizes, s => s == -1 ? rest : s);
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Split)node.Operator;
            var x = node.Input(0);
            var axis = cx.Constant($"{node.Name}/axis", Tensor.Scalar(op.Axis));
            var attributes = new Dictionary<string, object> { ["num_splits"] = (long)op.Sizes.Count };
            if (op.Sizes.Items.Distinct().Count() == 1)
            {
                cx.Emit(RawNode.Of("tflite", "SPLIT", EqualVersions.Of(node), attributes), [axis, x], node.Outputs);
                return;
            }
            var sizes = cx.Constant($"{node.Name}/sizes", Tensor.Vector<int>([.. op.Sizes.Select(s => checked((int)s))]));
            cx.Emit(RawNode.Of("tflite", "SPLIT_V", SizedVersions.Of(node), attributes), [x, sizes, axis], node.Outputs);
        }
    }

    /// <summary>UNPACK takes a tensor apart along an axis, which goes away.</summary>
    internal sealed class TFLiteUnpack() : OperatorBinding("tflite", "UNPACK")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var axis = cx.Axis(cx.Raw.Int32("axis", 0), 0);
            if (x[axis] != cx.OutputCount) cx.Fail($"axis {axis} of {x} has {x[axis]} parts for {cx.OutputCount} outputs");
            var extents = x.Extents.Where((_, i) => i != axis).ToEquatableArray();
            var parts = cx.EmitMany(new Split(axis, Enumerable.Repeat(1L, cx.OutputCount).ToEquatableArray()), cx.Input(0));
            return [.. parts.Select(part => cx.Emit(new Reshape(extents), part))];
        }
    }
}

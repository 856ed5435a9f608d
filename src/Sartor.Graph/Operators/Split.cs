using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>Parts of a tensor along an axis, one an output. ONNX Split 2–18; TFLite SPLIT, SPLIT_V.</summary>
/// <param name="Axis">0 … rank−1.</param>
/// <param name="Sizes">Extents of the parts along the axis; their sum is the input's.</param>
public sealed partial record Split(int Axis, EquatableArray<long> Sizes) : Operator, IMultipleOutputs
{
    public int OutputCount => Sizes.Count;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 1);
        inputs.Axis(Axis, x.Rank);
        if (Sizes.Items.Aggregate(0L, (a, b) => checked(a + b)) != x[Axis]) inputs.Fail($"parts {Sizes} do not add up to extent {x[Axis]} of axis {Axis}");
        return [.. Sizes.Items.Select(size => inputs.Type(0) with { Shape = x.With(Axis, size) })];
    }

    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) =>
        AxisPassages.All(this with { Axis = permutation.NewAxis(Axis) }, permutation, types);

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

    internal sealed class Onnx() : OnnxBinding("Split")
    {
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
}

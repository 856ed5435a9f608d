using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Reductions;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn.Layers;

/// <summary>Reductions along axes of a blob.</summary>
internal static class NcnnReductions
{
    private static readonly (int Code, ReductionKind Kind)[] s_kinds =
    [
        (0, ReductionKind.Sum), (3, ReductionKind.Mean), (4, ReductionKind.Max), (5, ReductionKind.Min), (6, ReductionKind.Product),
    ];

    internal sealed class Reduction() : NcnnBinding<Reduce>("Reduction")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var code = Int(cx.Raw, 0);
            if (!Array.Exists(s_kinds, k => k.Code == code)) cx.Fail($"operation {code} is not supported");
            if (Float(cx.Raw, 2, 1) != 1) cx.Fail($"a factor of {Float(cx.Raw, 2, 1)} is not supported");
            var rank = cx.Shape(0).Rank;
            int[] axes = Int(cx.Raw, 1, 1) != 0
                ? [.. Enumerable.Range(1, rank - 1)]
                : [.. Ints(cx.Raw, 3).Select(a => Axis(cx, checked((int)a))).Distinct().Order()];
            var reduced = cx.Emit(
                new Reduce(s_kinds.First(k => k.Code == code).Kind, axes.ToEquatableArray(), Int(cx.Raw, 4) != 0), cx.Input(0));
            // All of a blob is a blob of one element.
            return [reduced.Type.Shape is { Rank: 1 } ? cx.Emit(new Graph.Operators.Shapes.Reshape([1, 1]), reduced) : reduced];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0).Type.Shape!);
            if (!Array.Exists(s_kinds, k => k.Kind == op.Kind)) cx.Fail(node, $"ncnn has no reduction of kind {op.Kind}");
            var dims = Dims(cx, node, node.Input(0));
            var skip = x.Rank - dims.Length;
            // A batch of 1 is its own sum, mean and product.
            int[] axes = [.. op.Axes.Items.Where(a => a >= skip).Select(a => a - skip)];
            long[] kept = [.. dims.Select((extent, i) => axes.Contains(i) ? 1 : extent)];
            if (dims.Length == 3 && axes is [1, 2] && op.Kind is ReductionKind.Mean or ReductionKind.Max)
            {
                Emit(
                    cx, node, Raw("Pooling", (0, op.Kind == ReductionKind.Mean ? 1L : 0L), (4, 1L)),
                        [Shaped(cx, node, node.Input(0), dims)],
                    [dims[0]]);
                return;
            }
            var code = (long)s_kinds.First(k => k.Kind == op.Kind).Code;
            var raw = axes.Length == 0
                ? Raw("Noop")
                : Raw("Reduction", (0, code), (1, 0L), (3, axes.Select(a => (long)a).ToEquatableArray()), (4, 1L), (5, 1L));
            Emit(cx, node, raw, [Shaped(cx, node, node.Input(0), dims)], kept);
        }
    }
}

using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Formats.Caffe.Layers;

/// <summary>Layers that move elements.</summary>
internal static class CaffeShapes
{
    internal sealed class Concats() : CaffeBinding("Concat")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.EmitMany(new Concat(Axis(cx, Int(cx, "axis", Int(cx, "concat_dim", 1)))), [.. cx.Inputs])[0]];
    }

    internal sealed class Slices() : CaffeBinding("Slice")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axis = Axis(cx, Int(cx, "axis", Int(cx, "slice_dim", 1)));
            var (extent, points) = (cx.Shape(0)[axis], Ints(cx, "slice_point"));
            if (points.Length == 0 && extent % cx.OutputCount == 0)
                points = [.. Enumerable.Range(1, cx.OutputCount - 1).Select(i => i * (extent / cx.OutputCount))];
            if (points.Length != cx.OutputCount - 1) cx.Fail($"{points.Length} points do not cut {extent} into {cx.OutputCount} parts");
            long[] all = [0, .. points, extent];
            var sizes = all.Skip(1).Zip(all, (end, start) => end - start).ToEquatableArray();
            if (sizes.Items.Any(s => s < 1)) cx.Fail($"the points {string.Join(',', points)} are out of order for {extent}");
            return cx.EmitMany(new Split(axis, sizes), cx.Input(0));
        }
    }

    internal sealed class Flatten() : CaffeBinding("Flatten")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            int first = Axis(cx, Int(cx, "axis", 1)), last = Axis(cx, Int(cx, "end_axis", -1));
            if (last < first) cx.Fail($"axis {last} comes before axis {first}");
            return [cx.Emit(new Reshape([.. x.Extents.Take(first), -1, .. x.Extents.Skip(last + 1)]), cx.Input(0))];
        }
    }

    internal sealed class Reshapes() : CaffeBinding("Reshape")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (x, dims) = (cx.Shape(0), Ints(cx, "shape"));
            // An axis below 0 counts from behind the last.
            var (axis, count) = (Int(cx, "axis", 0), Int(cx, "num_axes", -1));
            if (axis < 0) axis += x.Rank + 1;
            var end = count < 0 ? x.Rank : axis + count;
            if (axis < 0 || end < axis || end > x.Rank) cx.Fail($"the axes from {axis} to {end} are out of range for {x}");
            if (dims.Index().Any(d => d.Item < -1 || (d.Item == 0 && axis + d.Index >= x.Rank))) cx.Fail("an extent is out of range");
            var inner = dims.Select((d, i) => d == 0 ? x[(int)axis + i] : d);
            return [cx.Emit(new Reshape([.. x.Extents.Take((int)axis), .. inner, .. x.Extents.Skip((int)end)]), cx.Input(0))];
        }
    }

    internal sealed class Permute() : CaffeBinding("Permute")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (rank, order) = (cx.Shape(0).Rank, Ints(cx, "order"));
            // Axes that are left out follow in their order.
            int[] axes = [.. order.Select(a => (int)a), .. Enumerable.Range(0, rank).Where(a => !order.Contains(a))];
            var permutation = new Permutation(axes.ToEquatableArray());
            if (axes.Length != rank || !permutation.IsValid) cx.Fail($"the order {string.Join(',', axes)} is none of {rank} axes");
            return [cx.Emit(new Transpose(permutation), cx.Input(0))];
        }
    }

    /// <summary>From an axis on, the extents of the second blob, at offsets.</summary>
    internal sealed class Crops() : CaffeBinding("Crop")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (x, like, axis) = (cx.Shape(0), cx.Shape(1), Axis(cx, Int(cx, "axis", 2)));
            var offsets = Ints(cx, "offset");
            if (like.Rank != x.Rank || (offsets.Length > 1 && offsets.Length != x.Rank - axis)) cx.Fail($"{like} does not crop {x}");
            long[] starts = new long[x.Rank], sizes = [.. x.Extents];
            for (var i = axis; i < x.Rank; i++)
            {
                starts[i] = offsets.Length switch { 0 => 0, 1 => offsets[0], _ => offsets[i - axis] };
                sizes[i] = like[i];
                if (starts[i] < 0 || starts[i] + sizes[i] > x[i]) cx.Fail($"it takes {sizes[i]} elements from {starts[i]} on of {x[i]}");
            }
            var steps = x.Extents.Select(_ => 1L).ToEquatableArray();
            return [cx.Emit(new Slice(starts.ToEquatableArray(), sizes.ToEquatableArray(), steps), cx.Input(0))];
        }
    }

    internal sealed class ShuffleChannel() : CaffeBinding("ShuffleChannel")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (x, groups) = (cx.Shape(0), Int(cx, "group", 1));
            if (x.Rank != 4 || groups < 1 || x[1] % groups != 0) cx.Fail($"{groups} groups do not divide the channels of {x}");
            var blocks = cx.Emit(new Reshape([x[0], groups, x[1] / groups, x[2], x[3]]), cx.Input(0));
            return [cx.Emit(new Reshape(x.Extents.ToEquatableArray()), cx.Emit(new Transpose(new Permutation([0, 2, 1, 3, 4])), blocks))];
        }
    }
}

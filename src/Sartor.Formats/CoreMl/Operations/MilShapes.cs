using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>What moves elements without a look at them.</summary>
internal static class MilShapes
{
    internal sealed class OfReshape() : MilBinding<Reshape>("reshape")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            // 0 keeps an axis.
            var extents = cx.Raw.Ints("shape").Items.Select((e, i) => e == 0 && i < x.Rank ? x[i] : e);
            return [cx.Emit(new Reshape(extents.ToEquatableArray()), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            if (Made(node).Rank > 0)
                cx.Emit(Raw("reshape", ("shape", Made(node).Extents.ToEquatableArray())), [node.Input(0)], node.Outputs);
            else
                cx.Emit(
                    node.Input(0).Type.Shape!.Rank == 0 ? Raw("identity")
                        : Raw("squeeze", ("axes",
                            Enumerable.Range(0, node.Input(0).Type.Shape!.Rank).Select(a => (long)a).ToEquatableArray())),
                    [node.Input(0)], node.Outputs);
        }
    }

    /// <summary>Axes of extent 1 that come or go.</summary>
    internal sealed class Axes() : MilBinding("expand_dims", "squeeze", "flatten2d")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            return [cx.Emit(new Reshape(Result(cx, x).ToEquatableArray()), cx.Input(0))];
        }

        private static List<long> Result(ReadContext cx, Shape x)
        {
            if (cx.Raw.Type == "flatten2d")
            {
                var axis = cx.Raw.Int32("axis", 1);
                var outer = x.Extents.Take(axis < 0 ? axis + x.Rank : axis).Aggregate(1L, (a, b) => checked(a * b));
                return [outer, outer == 0 ? 0 : x.ElementCount / outer];
            }
            List<long> extents = [.. x.Extents];
            if (cx.Raw.Type == "squeeze")
            {
                if (!cx.Raw.Has("axes")) return extents.FindAll(e => e != 1);
                var gone = cx.Raw.Ints("axes").Items.Select(a => cx.Axis(checked((int)a), 0)).ToHashSet();
                if (gone.Any(a => x[a] != 1)) cx.Fail($"the axes {cx.Raw.Ints("axes")} of {x} are not all of extent 1");
                return [.. extents.Where((_, i) => !gone.Contains(i))];
            }
            var axes = cx.Raw.Ints("axes");
            var rank = x.Rank + axes.Count;
            foreach (var axis in axes.Items.Select(a => a < 0 ? a + rank : a).Order())
            {
                if (axis < 0 || axis > extents.Count) cx.Fail($"axes {axes} for {x}");
                extents.Insert((int)axis, 1);
            }
            return extents;
        }
    }

    internal sealed class OfTranspose() : MilBinding<Transpose>("transpose")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axes = cx.Raw.Ints("perm").Items.Select(a => cx.Axis(checked((int)a), 0)).ToEquatableArray();
            return [cx.Emit(new Transpose(new Permutation(axes)), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            Raw("transpose", ("perm", Of(node).Permutation.Axes.Items.Select(a => (long)a).ToEquatableArray())), [node.Input(0)],
            node.Outputs);
    }

    internal sealed class OfConcat() : MilBinding<Concat>("concat")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.Int("interleave", 0) != 0) cx.Fail("interleaved channels are not supported");
            return [cx.Emit(new Concat(cx.Axis(cx.Raw.Int32("axis"), 0)), [.. cx.Inputs])];
        }

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("concat", ("axis", (long)Of(node).Axis), ("interleave", 0L)), node.Inputs, node.Outputs);
    }

    internal sealed class Stack() : MilBinding("stack")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var axis = cx.Raw.Int32("axis");
            if (axis < 0) axis += x.Rank + 1;
            if (axis < 0 || axis > x.Rank) cx.Fail($"axis {axis} for {x}");
            var parts = cx.Inputs.Select(v => (Value?)cx.Emit(new Reshape(x.Extents.Insert(axis, 1).ToEquatableArray()), v));
            return [cx.Emit(new Concat(axis), [.. parts])];
        }
    }

    internal sealed class OfSplit() : MilBinding<Split>("split")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axis = cx.Axis(cx.Raw.Int32("axis"), 0);
            var (extent, count) = (cx.Shape(0)[axis], cx.Raw.Int("num_splits", cx.OutputCount));
            if (!cx.Raw.Has("split_sizes") && (count < 1 || extent % count != 0 || count > extent)) cx.Fail($"{extent} in {count} parts");
            var sizes = cx.Raw.Has("split_sizes") ? cx.Raw.Ints("split_sizes")
                : Enumerable.Repeat(extent / count, checked((int)count)).ToEquatableArray();
            return cx.EmitMany(new Split(axis, sizes), cx.Input(0));
        }

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            Raw("split", ("split_sizes", Of(node).Sizes), ("axis", (long)Of(node).Axis)), [node.Input(0)], node.Outputs);
    }

    internal sealed class OfSlice() : MilBinding<Slice>("slice_by_index")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (x, rank) = (cx.Shape(0), cx.Shape(0).Rank);
            EquatableArray<long> Of(string name, long otherwise) =>
                cx.Raw.Ints(name, Enumerable.Repeat(otherwise, rank).ToEquatableArray());
            var (begin, end, stride) = (Of("begin", 0), Of("end", 0), Of("stride", 1));
            var (beginMask, endMask, squeezed) = (Of("begin_mask", 0), Of("end_mask", 0), Of("squeeze_mask", 0));
            foreach (var list in (EquatableArray<long>[])[begin, end, stride, beginMask, endMask, squeezed])
            {
                if (list.Count != rank) cx.Fail($"{list} for {x}");
            }
            var starts = begin.Items.Select((b, i) =>
                beginMask[i] != 0 ? stride[i] < 0 ? -1 : 0 : squeezed[i] != 0 && b < 0 ? b + x[i] : b).ToArray();
            var ends = end.Items.Select((e, i) =>
                squeezed[i] != 0 ? starts[i] + 1 : endMask[i] != 0 ? stride[i] < 0 ? long.MinValue : long.MaxValue : e).ToArray();
            var steps = stride.Items.Select((s, i) => squeezed[i] != 0 ? 1 : s).ToArray();
            var slice = cx.Emit(Slice.FromBounds(x, [.. Enumerable.Range(0, rank)], starts, ends, steps), cx.Input(0));
            if (squeezed.Items.All(s => s == 0)) return [slice];
            return [cx.Emit(new Reshape(slice.Type.Shape!.Extents.Where((_, i) => squeezed[i] == 0).ToEquatableArray()), slice)];
        }

        /// <summary>An end before the first element has a mask: −1 would count from the end.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            long[] ends = [.. op.Starts.Items.Select((s, i) => s + (op.Sizes[i] * op.Steps[i]))];
            cx.Emit(
                Raw(
                    "slice_by_index", ("begin", op.Starts), ("end", ends.Select(e => Math.Max(e, 0)).ToEquatableArray()),
                        ("stride", op.Steps),
                    ("end_mask", ends.Select(e => e < 0 ? 1L : 0).ToEquatableArray())), [node.Input(0)], node.Outputs);
        }
    }

    internal sealed class Part() : MilBinding("slice_by_size")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (begin, size) = (cx.Raw.Ints("begin"), cx.Raw.Ints("size"));
            if (begin.Count != cx.Shape(0).Rank || size.Count != begin.Count) cx.Fail($"begin {begin} and size {size} for {cx.Shape(0)}");
            var sizes = size.Items.Select((s, i) => s == -1 ? cx.Shape(0)[i] - begin[i] : s).ToEquatableArray();
            return [cx.Emit(new Slice(begin, sizes, sizes.Items.Select(_ => 1L).ToEquatableArray()), cx.Input(0))];
        }
    }

    internal sealed class Reverse() : MilBinding("reverse")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var all = Enumerable.Range(0, cx.Shape(0).Rank).Select(a => (long)a).ToEquatableArray();
            int[] axes = [.. cx.Raw.Ints("axes", all).Items.Select(a => cx.Axis(checked((int)a), 0))];
            var slice = Slice.FromBounds(
                cx.Shape(0), axes, [.. axes.Select(_ => -1L)], [.. axes.Select(_ => long.MinValue)], [.. axes.Select(_ => -1L)]);
            return [cx.Emit(slice, cx.Input(0))];
        }
    }

    internal sealed class OfTile() : MilBinding<Tile>("tile")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Tile(cx.Raw.Ints("reps")), cx.Input(0))];

        public override void Write(Node node, WriteContext cx)
        {
            cx.Emit(Raw("tile", ("reps", Of(node).Repeats)), [node.Input(0)], node.Outputs);
        }
    }

    /// <summary>As many axes as the result has, and then repetitions.</summary>
    internal sealed class OfBroadcast : MilBinding<BroadcastTo>
    {
        public override void Write(Node node, WriteContext cx)
        {
            var (x, result) = (node.Input(0), Made(node));
            var wide = new Shape([.. Enumerable.Repeat(1L, result.Rank - x.Type.Shape!.Rank), .. x.Type.Shape.Extents]);
            if (wide != x.Type.Shape)
                x = Step(cx, $"{node.Name}/wide", Raw("reshape", ("shape", wide.Extents.ToEquatableArray())),
                    x.Type with { Shape = wide }, x);
            if (wide == result) cx.Emit(Raw("identity"), [x], node.Outputs);
            else cx.Emit(Raw("tile", ("reps", result.Extents.Select((e, i) => e / wide[i]).ToEquatableArray())), [x], node.Outputs);
        }
    }

    /// <summary>The last axes; mirrored or repeated borders for the last two only.</summary>
    internal sealed class OfPad() : MilBinding<Pad>("pad")
    {
        private static readonly (PadMode Mode, string Name)[] s_modes =
            [(PadMode.Constant, "constant"), (PadMode.Reflect, "reflect"), (PadMode.Edge, "replicate")];

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (pads, rank) = (cx.Raw.Ints("pad"), cx.Shape(0).Rank);
            var name = cx.Raw.String("mode", "constant");
            if (pads.Count % 2 != 0 || pads.Count / 2 > rank || pads.Items.Any(p => p < 0)) cx.Fail($"pad {pads} for {cx.Shape(0)}");
            if (!s_modes.Any(m => m.Name == name)) cx.Fail($"mode {name} is not supported");
            var skipped = rank - (pads.Count / 2);
            EquatableArray<long> Side(int side) =>
                Enumerable.Range(0, rank).Select(i => i < skipped ? 0 : pads[(2 * (i - skipped)) + side]).ToEquatableArray();
            var value = name == "constant" ? cx.Raw.Float("constant_val", 0) : 0;
            return [cx.Emit(new Pad(s_modes.First(m => m.Name == name).Mode, Side(0), Side(1), value), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            var (op, rank) = (Of(node), node.Input(0).Type.Shape!.Rank);
            if (s_modes.FirstOrDefault(m => m.Mode == op.Mode).Name is not { } mode)
            {
                cx.Fail(node, $"Core ML has no {op.Mode} padding");
                return;
            }
            var first = Enumerable.Range(0, rank).FirstOrDefault(i => op.Before[i] > 0 || op.After[i] > 0, rank - 1);
            if (op.Mode != PadMode.Constant && rank - first > 2)
                cx.Fail(node, $"Core ML pads the last two axes with {mode}, and this pads axis {first} of {rank}");
            var pads = Enumerable.Range(first, rank - first).SelectMany(i => (long[])[op.Before[i], op.After[i]]).ToEquatableArray();
            cx.Emit(Raw("pad", ("pad", pads), ("mode", mode), ("constant_val", (float)op.Value)), [node.Input(0)], node.Outputs);
        }
    }

    /// <summary>Blocks before channels, or channels before blocks (pixel_shuffle).</summary>
    internal sealed class OfDepthToSpace() : MilBinding<DepthToSpace>("depth_to_space", "pixel_shuffle")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var isShuffle = cx.Raw.Type == "pixel_shuffle";
            var size = cx.Raw.Int(isShuffle ? "upscale_factor" : "block_size");
            if (size < 1) cx.Fail($"blocks of {size}");
            return [cx.Emit(new DepthToSpace(ChannelLayout.ChannelsFirst, size, isShuffle), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            if (op.Layout != ChannelLayout.ChannelsFirst) cx.Fail(node, "Core ML takes channels first");
            RequireFloats(cx, node);
            cx.Emit(
                op.ChannelMajor ? Raw("pixel_shuffle", ("upscale_factor", op.BlockSize))
                    : Raw("depth_to_space", ("block_size", op.BlockSize)),
                [node.Input(0)], node.Outputs);
        }
    }

    internal sealed class OfSpaceToDepth() : MilBinding<SpaceToDepth>("space_to_depth")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.Int("block_size") < 1) cx.Fail($"blocks of {cx.Raw.Int("block_size")}");
            return [cx.Emit(new SpaceToDepth(ChannelLayout.ChannelsFirst, cx.Raw.Int("block_size")), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            if (Of(node).Layout != ChannelLayout.ChannelsFirst) cx.Fail(node, "Core ML takes channels first");
            RequireFloats(cx, node);
            cx.Emit(Raw("space_to_depth", ("block_size", Of(node).BlockSize)), [node.Input(0)], node.Outputs);
        }
    }
}

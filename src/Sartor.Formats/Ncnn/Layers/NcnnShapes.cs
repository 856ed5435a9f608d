using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Shapes;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn.Layers;

/// <summary>Layers that move elements.</summary>
internal static class NcnnShapes
{
    // What stands on w, h, d and c of the result, by the number of the order.
    private static readonly string[][] s_orders =
    [
        ["w"], ["wh", "hw"], ["whc", "hwc", "wch", "cwh", "hcw", "chw"],
        [
            "whdc", "hwdc", "wdhc", "dwhc", "hdwc", "dhwc", "whcd", "hwcd", "wchd", "cwhd", "hcwd", "chwd", "wdch", "dwch", "wcdh", "cwdh",
            "dcwh", "cdwh", "hdcw", "dhcw", "hcdw", "chdw", "dchw", "cdhw",
        ],
    ];

    private static readonly string[] s_axes = ["w", "hw", "chw", "cdhw"];

    /// <summary>What a blob passes through without a change; a Split gives it to several layers.</summary>
    internal sealed class Identity() : NcnnBinding("Split", "Dropout", "Noop")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.Type != "Dropout" || Float(cx.Raw, 0, 1) == 1) return [.. Enumerable.Repeat(cx.Input(0), cx.OutputCount)];
            return [cx.Emit(new Graph.Operators.Elementwise.Mul(), cx.Input(0), cx.Constant(Tensor.Scalar(Float(cx.Raw, 0, 1))))];
        }
    }

    internal sealed class MemoryData() : NcnnBinding("MemoryData")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [Read(cx, 0, [1, .. NcnnDims.Of(cx.Raw)])];
    }

    internal sealed class Reshapes() : NcnnBinding<Reshape>("Reshape")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            if (raw.Has("6") || raw.Has("12") || raw.Has("13") || Int(raw, 3) != 0 || cx.InputCount > 1)
                cx.Fail("extents that are computed, and batches, are not supported");
            var x = cx.Shape(0);
            (int Id, int Back)[] axes = (raw.Has("2"), raw.Has("11"), raw.Has("1")) switch
            {
                (true, true, _) => [(2, x.Rank - 1), (11, 3), (1, 2), (0, 1)],
                (true, _, _) => [(2, x.Rank - 1), (1, 2), (0, 1)],
                (_, _, true) => [(1, 2), (0, 1)],
                _ => [(0, 1)],
            };
            // 0 keeps the axis of that name.
            long Extent((int Id, int Back) axis) => Int(raw, axis.Id, -1) is not 0 and var extent
                ? extent
                : axis.Back < x.Rank ? x[x.Rank - axis.Back] : 1;
            return [cx.Emit(new Reshape([1, .. axes.Select(Extent)]), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Reshape(Dims(cx, node, node.Output)), [node.Input(0)], node.Outputs);
    }

    internal sealed class Flatten() : NcnnBinding("Flatten", "Squeeze", "ExpandDims")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            if (cx.Raw.Type == "Flatten") return [cx.Emit(new Reshape([1, x.ElementCount]), cx.Input(0))];
            var axes = Ints(cx.Raw, 3);
            if (axes.Length == 0) cx.Fail("axes by name are not supported");
            var rank = x.Rank - 1 + (cx.Raw.Type == "ExpandDims" ? axes.Length : 0);
            var places = axes.Select(a => a < 0 ? a + rank : a).ToHashSet();
            if (places.Any(a => a < 0 || a >= rank)) cx.Fail("an axis is out of range");
            List<long> extents = [.. x.Extents.Skip(1)];
            if (cx.Raw.Type == "Squeeze")
                extents = [.. extents.Where((extent, i) => extent != 1 || !places.Contains(i))];
            else
                foreach (var place in places.Order()) extents.Insert((int)place, 1);
            return [cx.Emit(new Reshape([1, .. extents.Count == 0 ? [1] : extents]), cx.Input(0))];
        }
    }

    internal sealed class Permute() : NcnnBinding<Transpose>("Permute")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var rank = cx.Shape(0).Rank - 1;
            var orders = rank is >= 1 and <= 4 ? s_orders[rank - 1] : [];
            if (Int(cx.Raw, 0) is var order && (order < 0 || order >= orders.Length)) cx.Fail($"order {order} of {rank} axes is unknown");
            var axes = orders[order].Reverse().Select(name => s_axes[rank - 1].IndexOf(name, StringComparison.Ordinal) + 1);
            return [cx.Emit(new Transpose(new Permutation([0, .. axes])), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var (x, axes) = (node.Input(0).Type.Shape!, Of(node).Permutation.Axes.Items.ToArray());
            // Axes of extent 1 are nowhere: what is left keeps its order.
            int[] real = [.. Enumerable.Range(0, x.Rank).Where(a => x[a] != 1)];
            int[] moved = [.. axes.Where(real.Contains).Select(a => Array.IndexOf(real, a))];
            if (real.Length == 0) (real, moved) = ([0], [0]);
            if (real.Length > NcnnDims.MostAxes) cx.Fail(node, $"{x} has more axes than a blob");
            var names = s_axes[real.Length - 1];
            var order = Array.IndexOf(s_orders[real.Length - 1], string.Concat(moved.Reverse().Select(a => names[a])));
            Emit(
                cx, node, Raw("Permute", (0, (long)order)), [Shaped(cx, node, node.Input(0), [.. real.Select(a => x[a])])],
                [.. moved.Select(a => x[real[a]])]);
        }
    }

    internal sealed class Concats() : NcnnBinding<Concat>("Concat")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.EmitMany(new Concat(Axis(cx, Int(cx.Raw, 0))), [.. cx.Inputs])[0]];

        public override void Write(Node node, WriteContext cx)
        {
            var (dims, axis) = Along(cx, node, node.Output, Of(node).Axis);
            var isWhole = dims.Length == node.Output.Type.Shape!.Rank;
            var inputs = node.Inputs.Select(
                v => Shaped(cx, node, v!, isWhole ? [.. v!.Type.Shape!.Extents] : [.. v!.Type.Shape!.Extents.Skip(1)]));
            Emit(cx, node, Raw("Concat", (0, (long)axis)), [.. inputs], dims);
        }
    }

    internal sealed class Splits() : NcnnBinding<Split>("Slice")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axis = Axis(cx, Int(cx.Raw, 1));
            var (extent, sizes) = (cx.Shape(0)[axis], Ints(cx.Raw, 0));
            if (Ints(cx.Raw, 2) is { Length: > 0 } ends)
            {
                long[] all = [0, .. ends.Select(e => e < 0 ? e + extent : e), extent];
                sizes = [.. all.Skip(1).Zip(all, (end, start) => end - start)];
            }
            // -233 takes an equal part of what is left.
            var left = extent;
            for (var i = 0; i < sizes.Length; i++)
            {
                if (sizes[i] == -233) sizes[i] = left / (sizes.Length - i);
                left -= sizes[i];
            }
            return cx.EmitMany(new Split(axis, sizes.ToEquatableArray()), cx.Input(0));
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            var (dims, axis) = Along(cx, node, node.Input(0), op.Axis);
            if (node.Outputs.Any(v => v.Type.Shape!.Rank - (dims.Length == node.Input(0).Type.Shape!.Rank ? 0 : 1) != Dims(cx, node,
                v).Length))
                cx.Fail(node, "it splits the batch, which ncnn does not have");
            cx.Emit(Raw("Slice", (0, op.Sizes), (1, (long)axis)), [Shaped(cx, node, node.Input(0), dims)], node.Outputs);
        }
    }

    internal sealed class Crop() : NcnnBinding<Slice>("Crop")
    {
        private const long Whole = -233;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            if (cx.InputCount > 1 || cx.Raw.Has("19")) cx.Fail("a crop by another blob is not supported");
            long[] starts = [.. x.Extents.Select(_ => 0L)], sizes = [.. x.Extents];
            long[] from = Ints(cx.Raw, 9), to = Ints(cx.Raw, 10), axes = Ints(cx.Raw, 11);
            if (from.Length > 0 && to.Length == from.Length)
            {
                for (var i = 0; i < from.Length; i++)
                {
                    var axis = Axis(cx, axes.Length == 0 ? i : checked((int)axes[i]));
                    var extent = x[axis];
                    long start = from[i] == Whole ? 0 : from[i], end = to[i] == Whole ? extent : to[i];
                    starts[axis] = start < 0 ? start + extent : start;
                    sizes[axis] = Math.Min(extent, end > 0 ? end : end + extent) - starts[axis];
                }
            }
            else
            {
                // Offset, extent and offset from the end of w, h, d, c.
                (int Id, int Size, int Behind)[] names = [(0, 3, 6), (1, 4, 7), (13, 14, 15), (2, 5, 8)];
                var used = x.Rank == 5 ? names : [names[0], names[1], names[3]];
                for (var i = 0; i < Math.Min(x.Rank - 1, used.Length); i++)
                {
                    var axis = x.Rank - 1 - i;
                    starts[axis] = Int(cx.Raw, used[i].Id);
                    sizes[axis] = x[axis] - starts[axis] - Int(cx.Raw, used[i].Behind);
                    if (Int(cx.Raw, used[i].Size) is not (int)Whole and var size) sizes[axis] = Math.Min(size, sizes[axis]);
                }
            }
            for (var i = 0; i < x.Rank; i++)
            {
                if (starts[i] < 0 || sizes[i] < 1 || starts[i] + sizes[i] > x[i])
                    cx.Fail($"it takes {sizes[i]} elements from {starts[i]} on of {x[i]}");
            }
            var steps = x.Extents.Select(_ => 1L).ToEquatableArray();
            return [cx.Emit(new Slice(starts.ToEquatableArray(), sizes.ToEquatableArray(), steps), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0).Type.Shape!);
            if (op.Steps.Items.Any(s => s != 1)) cx.Fail(node, $"Crop of ncnn takes every element, not one in {op.Steps}");
            var skip = NcnnDims.HasBatch(x) ? 1 : 0;
            if (x.Rank - skip > NcnnDims.MostAxes) cx.Fail(node, $"{x} has more axes than a blob");
            int[] axes = [.. Enumerable.Range(skip, x.Rank - skip).Where(a => op.Sizes[a] != x[a])];
            if (axes.Length == 0) axes = [skip];
            EquatableArray<long> Each(Func<int, long> value) => axes.Select(value).ToEquatableArray();
            var raw = Raw("Crop", (9, Each(a => op.Starts[a])), (10, Each(a => op.Starts[a] + op.Sizes[a])), (11, Each(a => a - skip)));
            Emit(cx, node, raw, [Shaped(cx, node, node.Input(0), [.. x.Extents.Skip(skip)])], [.. op.Sizes.Items.Skip(skip)]);
        }
    }

    internal sealed class Padding() : NcnnBinding<Pad>("Padding")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (raw, rank) = (cx.Raw, cx.Shape(0).Rank);
            if (Int(raw, 6) != 0) cx.Fail("a value for each channel is not supported");
            if (Int(raw, 4) is var type && type is < 0 or > 2) cx.Fail($"type {type} is not supported");
            long[] before = new long[rank], after = new long[rank];
            (int Before, int After)[] names = [(2, 3), (0, 1), (7, 8)];
            for (var i = 0; i < Math.Min(rank - 1, 3); i++) (before[rank - 1 - i], after[rank - 1 - i]) = (Int(raw, names[i].Before),
                Int(raw, names[i].After));
            if (before.Concat(after).Any(p => p < 0)) cx.Fail("its pads follow from another layer");
            var mode = type switch { 0 => PadMode.Constant, 1 => PadMode.Edge, _ => PadMode.Reflect };
            return [cx.Emit(new Pad(mode, before.ToEquatableArray(), after.ToEquatableArray(), Float(raw, 5)), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0).Type.Shape!);
            long? type = op.Mode switch { PadMode.Constant => 0L, PadMode.Edge => 1L, PadMode.Reflect => 2L, _ => null };
            if (type is not { } code)
            {
                cx.Fail(node, $"ncnn has no padding of kind {op.Mode}");
                return;
            }
            var dims = Dims(cx, node, node.Input(0));
            int skip = x.Rank - dims.Length, padded = Enumerable.Range(0, x.Rank).FirstOrDefault(a => op.Before[a] + op.After[a] > 0,
                x.Rank);
            if (padded < skip || x.Rank - padded > 3)
                cx.Fail(node, $"Padding of ncnn takes the last three axes of a blob, not {OperatorWords.Of(op)}");
            long At(EquatableArray<long> pads, int back) => back <= dims.Length && back <= 3 ? pads[x.Rank - back] : 0;
            var raw = Raw(
                "Padding", (0, At(op.Before, 2)), (1, At(op.After, 2)), (2, At(op.Before, 1)), (3, At(op.After, 1)), (4, code),
                (5, (float)op.Value), (7, At(op.Before, 3)), (8, At(op.After, 3)));
            Emit(cx, node, raw, [Shaped(cx, node, node.Input(0), dims)], [.. node.Output.Type.Shape!.Extents.Skip(skip)]);
        }
    }

    /// <summary>Mode 0 has the channel before the place in its block, as PyTorch does.</summary>
    internal sealed class PixelShuffle() : NcnnBinding<DepthToSpace>("PixelShuffle")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new DepthToSpace(ChannelLayout.ChannelsFirst, Int(cx.Raw, 0, 1), Int(cx.Raw, 1) == 0), cx.Input(0))];

        public override void Write(Node node, WriteContext cx)
        {
            if (Of(node).Layout != ChannelLayout.ChannelsFirst) cx.Fail(node, "ncnn takes the channels first");
            var x = Sample(cx, node, node.Input(0), 3);
            cx.Emit(
                Raw("PixelShuffle", (0, Of(node).BlockSize), (1, Of(node).ChannelMajor ? 0L : 1L)), [Shaped(cx, node, node.Input(0), x)],
                node.Outputs);
        }
    }

    /// <summary>[g,C/g] → [C/g,g] of the channels.</summary>
    internal sealed class ShuffleChannel() : NcnnBinding("ShuffleChannel")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (x, groups) = (cx.Shape(0), (long)Int(cx.Raw, 0, 1));
            if (x.Rank != 4 || groups < 1 || x[1] % groups != 0) cx.Fail($"{groups} groups do not divide the channels of {x}");
            if (Int(cx.Raw, 1) != 0) groups = x[1] / groups;
            var blocks = cx.Emit(new Reshape([1, groups, x[1] / groups, x[2], x[3]]), cx.Input(0));
            return [cx.Emit(new Reshape(x.Extents.ToEquatableArray()), cx.Emit(new Transpose(new Permutation([0, 2, 1, 3, 4])), blocks))];
        }
    }
}

using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// A transposed convolution over three axes, [N,D,H,W,C], in terms of ones over H and W: one for each place k of the kernel's depth. Place
/// k = q · stride + r gives what the result has at depths ≡ r, q steps on; sums over q, side by side over r, make up the depth. Constant
/// kernel [C,O,D,H,W], one group, no dilation, not quantised.
/// </summary>
public sealed class SplitTransposedVolumesPass : IGraphPass
{
    // Elements of the kernel along the depth; more are refused by name.
    private const long MostSlices = 64;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not TransposeConvolution
                {
                    Layout: ChannelLayout.ChannelsLast, SpatialRank: 3, Groups: 1, Activation: Activation.None,
                    Kernel: KernelLayout.OutputInputSpatial
                } op
                || op.Dilations.Items.Any(d => d != 1)
                || node.Input(0) is not { Type.Shape: { } x, Quantization: null } || x.ElementCount == 0
                || node.Input(1) is not { Constant: { } kernel, Quantization: null } || kernel.Shape[2] > MostSlices
                || node.OptionalInput(2) is { Constant: null } or { Quantization: not null })
            {
                continue;
            }
            var result = new Volume(graph, node, op, x, node.Output.Type.Shape!).Convolved(kernel);
            result.Name = node.Output.Name;
            graph.ReplaceUses(node.Output, result);
            graph.Remove(node);
            changed = true;
        }
        return changed;
    }

    private sealed record Volume(ModelGraph Graph, Node Node, TransposeConvolution Op, Shape From, Shape To)
    {
        private long Plane => To[2] * To[3];

        public Value Convolved(Tensor kernel)
        {
            long depth = kernel.Shape[2], stride = Op.Strides[0], steps = (depth - 1) / stride;
            var x = Reshaped(Node.Input(0), [From[0] * From[1], From[2], From[3], From[4]], "planes");
            var parts = new Value[Math.Min(stride, depth)];
            for (long r = 0; r < parts.Length; r++)
            {
                Value? sum = null;
                for (long q = 0; (q * stride) + r < depth; q++)
                {
                    var moved = Padded(Slice(x, kernel, (q * stride) + r), 1, q, steps - q, $"step{q}.{r}");
                    sum = sum is null ? moved : Add(new Add(), $"sum{q}.{r}", sum, moved);
                }
                parts[r] = Reshaped(sum!, [From[0], From[1] + steps, 1, Plane * To[4]], $"rest{r}");
            }
            var joined = parts is [var only] ? only : Add(new Concat(2), "rests", parts);
            joined = Padded(joined, 2, 0, stride - parts.Length, "gaps");
            return WithBias(Cut(Reshaped(joined, [From[0], (From[1] + steps) * stride, Plane, To[4]], "depths")));
        }

        /// <summary>What one place of the kernel's depth makes of each plane, as [N,D,H'·W',O].</summary>
        private Value Slice(Value x, Tensor kernel, long place)
        {
            var planes = Op with
            {
                Strides = Last(Op.Strides),
                Dilations = Last(Op.Dilations),
                PadsBefore = Last(Op.PadsBefore),
                PadsAfter = Last(Op.PadsAfter),
            };
            var weights = ModelGraph.NewConstant($"{Node.Input(1).Name}/{place}", KernelSlices.At(kernel, place));
            return Reshaped(Add(planes, $"plane{place}", x, weights), [From[0], From[1], Plane, To[4]], $"depth{place}");
        }

        /// <summary>The depths that the pads leave; what output_padding adds is zero.</summary>
        private Value Cut(Value whole)
        {
            long before = Math.Max(0, -Op.PadsBefore[0]), start = Math.Max(0, Op.PadsBefore[0]);
            whole = Padded(whole, 1, before, Math.Max(0, start + To[1] - before - whole.Type.Shape![1]), "around");
            var shape = whole.Type.Shape!.With(1, To[1]);
            return whole.Type.Shape == shape
                ? whole
                : Add(new Slice([0, start, 0, 0], shape.Extents.ToEquatableArray(), [1, 1, 1, 1]), "cut", whole);
        }

        private Value WithBias(Value sum)
        {
            if (Node.OptionalInput(2) is { Constant: { } bias } value)
                sum = Add(new Add(), "biased", sum, ModelGraph.NewConstant(value.Name, bias.Reshape(new Shape(1, 1, 1, To[4]))));
            return Reshaped(sum, [.. To.Extents], "volume");
        }

        private Value Padded(Value value, int axis, long before, long after, string name)
        {
            if (before == 0 && after == 0) return value;
            long[] first = new long[4], last = new long[4];
            (first[axis], last[axis]) = (before, after);
            return Add(new Pad(PadMode.Constant, first.ToEquatableArray(), last.ToEquatableArray(), 0), name, value);
        }

        private Value Reshaped(Value value, long[] extents, string name) => value.Type.Shape!.Extents.SequenceEqual(extents)
            ? value
            : Add(new Reshape(extents.ToEquatableArray()), name, value);

        private Value Add(Operator op, string name, params Value?[] inputs) =>
            Graph.Add(op, inputs, $"{Node.Name}/{name}", before: Node).Output;

        private static EquatableArray<long> Last(EquatableArray<long> spatial) => [spatial[1], spatial[2]];
    }
}

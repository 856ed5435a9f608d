using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// Windows of channels-last operators whose pads are neither SAME nor VALID get a PAD before them, as TFLite has no other pads.
/// A maximum pool pads with the lowest float, or with 0 after an activation that is never negative; an average pool that does not
/// count its padding is scaled by kernel size ÷ elements inside, place by place.
/// </summary>
public sealed class ExplicitPaddingPass : IGraphPass
{
    private const long MaxPlaces = 1 << 22;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            changed |= node.Operator switch
            {
                Convolution { Layout: ChannelLayout.ChannelsLast } conv => Pad(graph, node, conv),
                MaxPool { Layout: ChannelLayout.ChannelsLast } pool => Pad(graph, node, pool),
                AveragePool { Layout: ChannelLayout.ChannelsLast } pool => Pad(graph, node, pool),
                _ => false,
            };
        }
        return changed;
    }

    private static bool Pad(ModelGraph graph, Node node, Convolution conv)
    {
        if (node.Input(1).Type.Shape is not { } kernel || node.Input(0).Type.Shape is not { } x) return false;
        var spatial = KernelShape.Of(conv.Kernel, kernel, conv.Groups).Spatial;
        if (IsNative(x, spatial, conv.Strides, conv.Dilations, conv.PadsBefore, conv.PadsAfter)) return false;
        Insert(graph, node, conv.PadsBefore, conv.PadsAfter, 0);
        node.Operator = conv with { PadsBefore = None(conv.PadsBefore), PadsAfter = None(conv.PadsAfter) };
        return true;
    }

    private static bool Pad(ModelGraph graph, Node node, MaxPool pool)
    {
        if (node.Input(0).Type.Shape is not { } x
            || IsNative(x, pool.Kernel, pool.Strides, pool.Dilations, pool.PadsBefore, pool.PadsAfter))
        {
            return false;
        }
        Insert(graph, node, pool.PadsBefore, pool.PadsAfter, IsNeverNegative(node.Input(0)) ? 0 : float.MinValue);
        node.Operator = pool with { PadsBefore = None(pool.PadsBefore), PadsAfter = None(pool.PadsAfter) };
        return true;
    }

    private static bool Pad(ModelGraph graph, Node node, AveragePool pool)
    {
        if (node.Input(0).Type.Shape is not { } x) return false;
        var padded = pool.PadsBefore.Items.Concat(pool.PadsAfter.Items).Any(p => p > 0);
        if (!padded || (!pool.CountsPadding && IsNative(x, pool.Kernel, pool.Strides, pool.Dilations, pool.PadsBefore, pool.PadsAfter)))
            return false;
        Insert(graph, node, pool.PadsBefore, pool.PadsAfter, 0);
        node.Operator = pool with
        {
            PadsBefore = None(pool.PadsBefore),
            PadsAfter = None(pool.PadsAfter),
            CountsPadding = false,
            Activation = Activation.None,
        };
        if (!pool.CountsPadding) Correct(graph, node, pool, x);
        else node.Operator = ((AveragePool)node.Operator) with { Activation = pool.Activation };
        return true;
    }

    /// <summary>mean over the whole window · (kernel size ÷ elements inside) = mean over the elements inside.</summary>
    private static void Correct(ModelGraph graph, Node node, AveragePool pool, Shape x)
    {
        var output = node.Output;
        var shape = output.Type.Shape!;
        var places = shape.With(0, 1).With(-1, 1);
        if (places.ElementCount > MaxPlaces)
        {
            node.Obstacle = $"averages {places.ElementCount} windows over padding that does not count, more than the {MaxPlaces} that "
                + "can be corrected; check its pads and kernel";
            return;
        }
        // Windows are boxes: the factor of a place is the product of one for each axis.
        double[] factors = [1];
        for (var axis = 0; axis < pool.SpatialRank; axis++)
        {
            var windows = Enumerable.Range(0, checked((int)shape[axis + 1]));
            double[] along = [.. windows.Select(p => pool.Kernel[axis] / (double)Math.Max(1, Inside(pool, x, axis, p)))];
            factors = [.. factors.SelectMany(f => along.Select(a => f * a))];
        }
        var constant = ModelGraph.NewConstant($"{node.Name}/inside", Tensor.Create(places, Array.ConvertAll(factors, f => (float)f)));
        var after = graph.NodeAfter(node);
        var scaled = graph.Add(new Mul(pool.Activation), [output, constant], $"{node.Name}/mean", before: after).Output;
        (scaled.Name, output.Name) = (output.Name, $"{output.Name}/sum");
        graph.ReplaceUses(output, scaled);
        output.BoundaryPermutation = null;
        scaled.Producer!.SetInput(0, output);
    }

    /// <summary>How many k in [0, kernel) have 0 ≤ start + k · dilation &lt; extent.</summary>
    private static long Inside(AveragePool pool, Shape x, int axis, long position)
    {
        long start = (position * pool.Strides[axis]) - pool.PadsBefore[axis], step = pool.Dilations[axis], last = x[axis + 1] - 1 - start;
        if (last < 0) return 0;
        var first = start >= 0 ? 0 : (-start + step - 1) / step;
        return Math.Max(0, Math.Min(pool.Kernel[axis] - 1, last / step) - first + 1);
    }

    private static bool IsNative(
        Shape x, EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> dilations, EquatableArray<long> before,
        EquatableArray<long> after) =>
        TFLitePadding.Code([.. x.Extents.Skip(1).SkipLast(1)], kernel, strides, dilations, before, after) switch
        {
            TFLitePadding.Valid => true,
            TFLitePadding.Same =>
                !Enumerable.Range(0, kernel.Count).Any(i => TFLitePadding.EndsInside(x[i + 1], kernel[i], strides[i], dilations[i])),
            _ => false,
        };

    private static void Insert(ModelGraph graph, Node node, EquatableArray<long> before, EquatableArray<long> after, float value) =>
        graph.InsertBefore(new Use(node, 0), new Pad(PadMode.Constant, [0, .. before, 0], [0, .. after, 0], value), $"{node.Name}/pad");

    private static EquatableArray<long> None(EquatableArray<long> pads) => new long[pads.Count].ToEquatableArray();

    // Concatenations are followed with a list of what was seen: a hostile file nests them as deep as it likes.
    private static bool IsNeverNegative(Value value)
    {
        var seen = new HashSet<Value> { value };
        var open = new Stack<Value>(seen);
        while (open.TryPop(out var next))
        {
            switch (next.Producer?.Operator)
            {
                case Clamp { Minimum: >= 0 } or Logistic or IFusedActivation { Activation: Activation.Relu or Activation.Relu6 }:
                    break;
                case Concat:
                    foreach (var input in next.Producer.Inputs)
                    {
                        if (seen.Add(input!)) open.Push(input!);
                    }
                    break;
                default:
                    return false;
            }
        }
        return true;
    }
}

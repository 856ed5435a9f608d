using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// max over a dilated window → the maximum of one strided slice for each of its elements, axis by axis; TFLite's poolings have no
/// dilation. A mean is the sum of the slices times 1 / window, where it counts its padding or has none. Axes without dilation stay a
/// pooling.
/// </summary>
public sealed class DilatedPoolingPass : IGraphPass
{
    // Of one axis; a larger window is refused by name.
    private const long MostSlices = 256;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not Pooling { Activation: Activation.None } pool || node.Input(0).Type is not { Shape: { } x } type
                || !type.Element.IsFloat() || node.Input(0).Quantization is not null)
            {
                continue;
            }
            // An axis on which there is one element has no dilation.
            var open = Enumerable.Range(0, pool.SpatialRank).Where(i => pool.Dilations[i] > 1 && pool.Kernel[i] > 1).ToArray();
            var idle = pool.Dilations.Items.Any(d => d > 1);
            if (!idle || open.Any(i => pool.Kernel[i] > MostSlices)) continue;
            var padded = pool.PadsBefore.Items.Concat(pool.PadsAfter.Items).Any(p => p > 0);
            if (padded && pool is AveragePool { CountsPadding: false }) continue;
            Rewrite(graph, node, pool, x, open);
            changed = true;
        }
        return changed;
    }

    private static void Rewrite(ModelGraph graph, Node node, Pooling pool, Shape shape, int[] open)
    {
        var x = node.Input(0);
        var rank = shape.Rank;
        if (open.Any(i => pool.PadsBefore[i] > 0 || pool.PadsAfter[i] > 0))
        {
            long[] before = new long[rank], after = new long[rank];
            foreach (var i in open)
                (before[pool.Layout.SpatialAxis(i)], after[pool.Layout.SpatialAxis(i)]) = (pool.PadsBefore[i], pool.PadsAfter[i]);
            var pad = new Pad(PadMode.Constant, before.ToEquatableArray(), after.ToEquatableArray(), pool is MaxPool ? float.MinValue : 0);
            x = graph.Add(pad, [x], $"{node.Name}/pad", before: node).Output;
        }
        foreach (var i in open) x = Along(graph, node, pool, x, i);
        EquatableArray<long> Kept(EquatableArray<long> of, long otherwise) =>
            of.Items.Select((v, i) => open.Contains(i) ? otherwise : v).ToEquatableArray();
        var rest = pool with
        {
            Kernel = Kept(pool.Kernel, 1),
            Strides = Kept(pool.Strides, 1),
            Dilations = pool.Dilations.Items.Select(_ => 1L).ToEquatableArray(),
            PadsBefore = Kept(pool.PadsBefore, 0),
            PadsAfter = Kept(pool.PadsAfter, 0),
        };
        var trivial = rest.Kernel.Items.Concat(rest.Strides.Items).All(v => v == 1)
            && rest.PadsBefore.Items.Concat(rest.PadsAfter.Items).All(p => p == 0);
        // Something has to compute the output.
        if (!trivial || open.Length == 0) x = graph.Add(rest, [x], node.Name, before: node).Output;
        x.Name = node.Output.Name;
        graph.ReplaceUses(node.Output, x);
        graph.Remove(node);
    }

    private static Value Along(ModelGraph graph, Node node, Pooling pool, Value x, int spatial)
    {
        var shape = x.Type.Shape!;
        var axis = pool.Layout.SpatialAxis(spatial);
        long stride = pool.Strides[spatial], dilation = pool.Dilations[spatial], kernel = pool.Kernel[spatial];
        var count = Window.Extent(shape[axis], kernel, stride, dilation, 0, ceiling: false);
        var steps = Enumerable.Repeat(1L, shape.Rank).ToArray();
        steps[axis] = count > 1 ? stride : 1;
        Value? result = null;
        for (long k = 0; k < kernel; k++)
        {
            var starts = new long[shape.Rank];
            starts[axis] = k * dilation;
            var slice = new Slice(
                starts.ToEquatableArray(), shape.With(axis, count).Extents.ToEquatableArray(), steps.ToEquatableArray());
            var name = $"{node.Name}/axis{axis}.{k}";
            var part = graph.Add(slice, [x], name, before: node).Output;
            Operator join = pool is MaxPool ? new Maximum() : new Add();
            result = result is null ? part : graph.Add(join, [result, part], $"{name}/joined", before: node).Output;
        }
        if (pool is MaxPool) return result!;
        var share = ModelGraph.NewConstant(
            $"{node.Name}/share", Tensor.Create(new Shape([.. shape.Extents.Select(_ => 1L)]), [1f / kernel])
                .ConvertTo(x.Type.Element));
        return graph.Add(new Mul(), [result!, share], $"{node.Name}/axis{axis}/mean", before: node).Output;
    }
}

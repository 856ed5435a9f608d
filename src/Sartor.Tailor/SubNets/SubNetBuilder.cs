using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.SubNets;

/// <summary>Makes the graph of a SubNet: goes through the network's nodes in order.</summary>
internal static class SubNetBuilder
{
    /// <summary>The network that a code names.</summary>
    /// <param name="binding">The space and the network's structure.</param>
    /// <param name="code">A code of that space.</param>
    /// <param name="heads">The channels of its heads, as far as they were looked for.</param>
    /// <exception cref="UnsupportedModelException">An operator cannot be cut so; the message names it and says why.</exception>
    public static SubNet Of(SpaceBinding binding, SubNetCode code, HeadChannels heads)
    {
        if (code.Space.Fingerprint != binding.Space.Fingerprint) throw new ArgumentException("a code of another space", nameof(code));
        var cutter = Cut(binding.Structure.Graph, SubNetPlan.Of(binding, code, heads), (long)code.ValueOf(binding.Space.Resolution)!.Value);
        cutter.Graph.Source = binding.Structure.Graph.Source;
        return new SubNet(code, cutter.Graph, cutter.Weights);
    }

    /// <summary>All nodes that a plan leaves, and what is left of their values.</summary>
    internal static GraphCutter Cut(ModelGraph source, SubNetPlan plan, long resolution)
    {
        var cutter = new GraphCutter(source.Name, plan.LayerPlans);
        cutter.AddInput(source.Inputs[0], Input(source.Inputs[0].Type.Shape!, resolution));
        foreach (var node in source.Nodes)
        {
            if (!plan.LeftOut.Contains(node)) cutter.Add(node);
            foreach (var output in node.Outputs)
            {
                if (plan.Skipped.TryGetValue(output, out var entry)) cutter.Skip(output, entry);
            }
        }
        foreach (var output in source.Outputs) cutter.Graph.Outputs.Add(cutter.Of(output));
        return cutter;
    }

    // A space whose resolution does not vary says nothing of the input's axes.
    private static AxisCut[] Input(Shape shape, long resolution) => shape.Rank == 4 && shape[2] == shape[3]
        ? [AxisCut.Whole(shape[0]), AxisCut.Whole(shape[1]), .. Enumerable.Repeat(AxisCut.Resized(0, [shape[2]], [resolution]), 2)]
        : NodeCut.Whole(shape);
}

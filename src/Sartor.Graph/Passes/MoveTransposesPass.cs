using Sartor.Graph.Ir;
using Sartor.Graph.Layouts;
using Sartor.Graph.Operators;

namespace Sartor.Graph.Passes;

/// <summary>
/// Chooses for each node the permuted form, by axis algebra (<see cref="Operator.PermuteThrough"/>), with which the transposes of the graph
/// move the fewest bytes; of equal choices the one with the fewest transposes (<see cref="TransposeCost"/>).
/// </summary>
/// <remarks>
/// The graph is read without its transposes (<see cref="LayoutGraph"/>). Wherever a value is computed or read in two layouts the question
/// is put what would be gained if it had one of them everywhere: the nodes that this can reach are a region, each node of it may stay
/// as it is or take its permuted form, and a minimum cut finds the best of all these choices at once (<see cref="LayoutCut"/>). It is
/// carried out only where it is strictly cheaper, so the cost falls with each step, and the pass ends when no region has anything to
/// gain. Shifts that were part of a region without gain are not asked again in the same round. The result is the best that any one
/// region can give from there, not provably the best of all.
/// </remarks>
public sealed class MoveTransposesPass : IGraphPass
{
    // Visits a node; torchvision's networks need fewer than ten. It keeps hostile graphs linear.
    private const long EffortPerNode = 64;

    /// <summary>Where the operators of the format have their channels, and keep them.</summary>
    /// <value>Default: last.</value>
    public ChannelLayout Layout { get; init; } = ChannelLayout.ChannelsLast;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = graph.RemoveUnused() > 0;
        var layouts = new LayoutGraph(graph, Layout);
        var moved = layouts.HasSpareTransposes;
        var effort = EffortPerNode * (layouts.Nodes.Count + 64);
        while (Improve(layouts, ref effort)) moved = true;
        if (moved) LayoutWriter.Write(layouts);
        return changed || moved;
    }

    private static bool Improve(LayoutGraph layouts, ref long effort)
    {
        var improved = false;
        var settled = new HashSet<LayoutShift>();
        foreach (var source in layouts.Sources)
        {
            foreach (var shift in Shifts(source))
            {
                if (effort <= 0 || settled.Contains(shift)) continue;
                var region = new LayoutRegion(shift);
                effort -= region.Effort;
                var permuted = LayoutCut.Of(region, layouts.Nodes.Count).Permuted;
                foreach (var node in permuted) node.Apply(region[node]);
                if (permuted.Count == 0) settled.UnionWith(region.Shifts);
                else improved = true;
            }
        }
        return improved;
    }

    // To each layout in which the source is computed or read, where there are two.
    private static LayoutShift[] Shifts(LayoutSource source) => source.Readers.All(s => s.Path.IsIdentity)
        ? []
        : [.. source.Readers.Select(s => s.Path).Prepend(Permutation.Identity(source.Type.Shape!.Rank)).Distinct()
                .Select(layout => new LayoutShift(source, layout))];
}

using System.Globalization;
using Sartor.Core;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Weights;

/// <summary>
/// Removes output channels of layers with what reads them (structured pruning): the network becomes smaller and does less work. Of the
/// channels of each group, those of the smallest weights go (Li et al., "Pruning Filters for Efficient ConvNets", 2017).
/// </summary>
internal static class ChannelPruning
{
    // A depthwise convolution of one channel would be another operator.
    private const int Fewest = 2;

    /// <summary>Removes a share of the channels of each group of layers, rounded down.</summary>
    /// <param name="graph">A lowered float32 graph; it is changed, and a note says what was done and what was left.</param>
    /// <param name="share">In (0, 1).</param>
    public static void Run(ModelGraph graph, double share)
    {
        var (seen, left) = (new HashSet<Node>(), new List<string>());
        var (parameters, macs) = Size(graph);
        var pruned = 0;
        foreach (var layer in graph.Nodes.Where(ChannelGroup.IsGiver).ToArray())
        {
            if (seen.Contains(layer)) continue;
            var group = ChannelGroup.Of(graph, layer);
            seen.Add(layer);
            if (group.Problem is { } problem)
            {
                left.Add($"'{layer.Name}' ({problem})");
                continue;
            }
            seen.UnionWith(group.Givers);
            var removed = Math.Min((int)(share * group.Channels), group.Channels - Fewest);
            if (removed <= 0) continue;
            var norms = group.Norms();
            int[] kept = [.. Enumerable.Range(0, group.Channels).OrderBy(c => norms[c]).Skip(removed).Order()];
            group.Keep(kept);
            graph.InferTypes();
            pruned += group.Givers.Count;
        }
        var (parametersLeft, macsLeft) = Size(graph);
        var done = string.Create(CultureInfo.InvariantCulture, $"{pruned} layers lose {share * 100:0.##} % of their channels: "
            + $"{parametersLeft} of {parameters} parameters and {macsLeft} of {macs} MACs are left");
        var others = left.Count == 0 ? "" : $"; {left.Count} layers keep theirs, the first being {left[0]}";
        graph.Diagnostics.Add(pruned > 0
            ? Diagnostic.Note("channels-pruned", done + others)
            : Diagnostic.Warning("channels-pruned", $"no channel was removed{others}"));
    }

    private static (long Parameters, long Macs) Size(ModelGraph graph)
    {
        var analysis = GraphAnalysis.Of(graph);
        return (analysis.Parameters, analysis.Macs);
    }
}

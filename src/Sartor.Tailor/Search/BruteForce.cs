using Sartor.Core;

namespace Sartor.Tailor.Search;

/// <summary>Every network of a small graph: what the other searches are compared with, and what values that are no sums need.</summary>
internal static class BruteForce
{
    private const int MostNetworks = 1_000_000;

    /// <summary>All networks, in the order of their choices.</summary>
    /// <exception cref="OptionException">There are more than a million.</exception>
    public static IEnumerable<FoundPath> All(CostGraph graph)
    {
        var count = graph.CountPaths();
        if (count > MostNetworks)
            throw new OptionException("search", $"the space has {count} networks, too many to try each; use the exact search");
        return Walk(graph, 0, [], new double[graph.Objectives.Count]);
    }

    private static IEnumerable<FoundPath> Walk(CostGraph graph, int state, List<int> labels, double[] costs)
    {
        if (state == graph.LastState)
        {
            yield return new FoundPath([.. labels], [.. costs]);
            yield break;
        }
        foreach (var edge in graph.From(state).ToArray())
        {
            for (var option = 0; option < edge.OptionCount; option++)
            {
                labels.Add(edge.Labels[option]);
                var sums = (double[])costs.Clone();
                for (var objective = 0; objective < sums.Length; objective++) sums[objective] += edge.Costs(option)[objective];
                foreach (var path in Walk(graph, edge.To, labels, sums)) yield return path;
                labels.RemoveAt(labels.Count - 1);
            }
        }
    }
}

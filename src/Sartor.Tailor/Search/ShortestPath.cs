namespace Sartor.Tailor.Search;

/// <summary>The network with the smallest weighted sum of its objectives.</summary>
internal static class ShortestPath
{
    /// <param name="graph">The networks and what they cost.</param>
    /// <param name="weights">One for each objective, none negative.</param>
    /// <returns>Among equals, the first of the options as they were added; null where no way leads to the end.</returns>
    public static FoundPath? Find(CostGraph graph, ReadOnlySpan<double> weights)
    {
        var rest = graph.SmallestToLast(weights);
        if (double.IsPositiveInfinity(rest[0])) return null;
        var labels = new List<int>();
        var costs = new double[graph.Objectives.Count];
        for (var state = 0; state != graph.LastState;)
        {
            var (edge, option) = Best(graph, state, rest, weights);
            labels.Add(edge.Labels[option]);
            var added = edge.Costs(option);
            for (var objective = 0; objective < costs.Length; objective++) costs[objective] += added[objective];
            state = edge.To;
        }
        return new FoundPath([.. labels], [.. costs]);
    }

    private static (CostEdge Edge, int Option) Best(CostGraph graph, int state, double[] rest, ReadOnlySpan<double> weights)
    {
        (CostEdge?, int) best = default;
        var smallest = double.PositiveInfinity;
        foreach (var edge in graph.From(state))
        {
            for (var option = 0; option < edge.OptionCount; option++)
            {
                var cost = edge.Cost(option, weights) + rest[edge.To];
                if (cost < smallest) (smallest, best) = (cost, (edge, option));
            }
        }
        return (best.Item1!, best.Item2);
    }
}

using Sartor.Core;

namespace Sartor.Tailor.Search;

/// <summary>
/// The whole Pareto front by dynamic programming: from state to state, all beginnings that no other beats (label setting for the shortest
/// path with several objectives: Martins, On a multicriteria shortest path problem, European Journal of Operational Research 16, 1984).
/// </summary>
/// <param name="graph">The networks and what they cost.</param>
/// <param name="cuts">Bounds that each network has to keep.</param>
internal sealed class ExactSearch(CostGraph graph, params IReadOnlyList<Cut> cuts)
{
    private const int MostLabelsOfAll = 50_000_000;

    /// <summary>How many of the best remain under every bound; 1 gives the front.</summary>
    public int Keep { get; init; } = 1;

    /// <summary>
    /// With two objectives, how many beginnings a state keeps: more are merged where they lie closest, and
    /// <see cref="SearchFront.Epsilon"/> says what that may have cost.
    /// </summary>
    public int MostLabels { get; init; } = int.MaxValue;

    /// <summary>Every network that fewer than <see cref="Keep"/> others beat, in the order of the first objective.</summary>
    public SearchFront Run()
    {
        if (Keep > 1 && MostLabels < int.MaxValue)
            throw new InvalidOperationException("the k best are not found where beginnings are merged");
        var rests = cuts.Select(cut => new CutRest(graph, cut)).ToArray();
        var entering = Entering();
        var sets = new LabelSet[graph.StateCount];
        var widths = new double[graph.StateCount];
        var objectives = graph.Objectives.Count;
        var merge = new LabelMerge(graph, rests, Keep);
        sets[0] = new LabelSet(objectives);
        sets[0].Add(new double[objectives], -1, -1, -1);
        var all = 0L;
        for (var state = 1; state < graph.StateCount; state++)
        {
            var labels = merge.Run(state, entering[state], sets);
            // Networks that exceed a bound only by rounding leave at the end; there nothing is merged.
            (sets[state], var width) = state == graph.LastState ? (labels, 0) : LabelTrim.Run(labels, MostLabels, objectives);
            widths[state] = width + entering[state].Select(edge => widths[graph.Edges[edge].From]).DefaultIfEmpty().Max();
            all += sets[state].Count;
            if (all > MostLabelsOfAll)
                throw new OptionException("search", $"the front has more than {MostLabelsOfAll} beginnings; give a bound, or merge them");
        }
        var last = sets[graph.LastState];
        var found = Enumerable.Range(0, last.Count).Where(label => KeepsCuts(last.Costs(label)))
            .Select(label => PathOf(sets, label)).ToArray();
        return new SearchFront(found, widths[graph.LastState]);
    }

    private bool KeepsCuts(ReadOnlySpan<double> costs)
    {
        foreach (var cut in cuts)
        {
            var sum = 0.0;
            for (var objective = 0; objective < costs.Length; objective++)
            {
                if (cut.Weights[objective] != 0) sum += cut.Weights[objective] * costs[objective];
            }
            if (sum > cut.Limit) return false;
        }
        return true;
    }

    private List<int>[] Entering()
    {
        var entering = new List<int>[graph.StateCount];
        for (var state = 0; state < entering.Length; state++) entering[state] = [];
        for (var edge = 0; edge < graph.Edges.Count; edge++) entering[graph.Edges[edge].To].Add(edge);
        return entering;
    }

    private FoundPath PathOf(LabelSet[] sets, int label)
    {
        var state = graph.LastState;
        var costs = sets[state].Costs(label).ToArray();
        var labels = new List<int>();
        while (state > 0)
        {
            var (edge, option, previous) = sets[state].Way(label);
            labels.Add(graph.Edges[edge].Labels[option]);
            (state, label) = (graph.Edges[edge].From, previous);
        }
        labels.Reverse();
        return new FoundPath([.. labels], [.. costs]);
    }
}

namespace Sartor.Tailor.Search;

/// <summary>
/// The beginnings that end in one state: each of a state before with each option that leads here, in the order of the first objective.
/// </summary>
internal sealed class LabelMerge(CostGraph graph, IReadOnlyList<CutRest> cuts, int keep)
{
    private readonly int _objectives = graph.Objectives.Count;
    private readonly PriorityQueue<Source, (double, double, double)> _queue = new();

    /// <summary>Those that fewer than <c>keep</c> others beat and that no cut excludes.</summary>
    /// <param name="state">The state.</param>
    /// <param name="entering">The numbers of the edges that lead to it.</param>
    /// <param name="before">The beginnings of the states before.</param>
    public LabelSet Run(int state, IReadOnlyList<int> entering, LabelSet[] before)
    {
        var kept = new Dominance(_objectives, keep);
        Span<double> costs = stackalloc double[_objectives];
        _queue.Clear();
        foreach (var number in entering)
        {
            var edge = graph.Edges[number];
            for (var option = 0; option < edge.OptionCount; option++)
                Advance(new Source(before[edge.From], edge, number, option, 0), kept, costs);
        }
        while (_queue.TryDequeue(out var source, out _))
        {
            source.Sum(costs);
            if (!kept.IsBeaten(costs) && !IsExcluded(state, costs)) kept.Add(costs, source.Number, source.Option, source.Next);
            Advance(source with { Next = source.Next + 1 }, kept, costs);
        }
        return kept.Kept;
    }

    // Puts the source's next beginning in the queue; those that are beaten already need not wait in it.
    private void Advance(Source source, Dominance kept, Span<double> costs)
    {
        for (var next = source.Next; next < source.Labels.Count; next++)
        {
            var candidate = source with { Next = next };
            candidate.Sum(costs);
            if (kept.IsBeaten(costs)) continue;
            // Who beats another comes before it, also where the first sums are equal.
            var rest = 0.0;
            foreach (var cost in costs[Math.Min(2, _objectives)..]) rest += cost;
            _queue.Enqueue(candidate, (costs[0], _objectives > 1 ? costs[1] : 0, rest));
            return;
        }
    }

    private bool IsExcluded(int state, ReadOnlySpan<double> costs)
    {
        foreach (var cut in cuts)
        {
            if (cut.Excludes(state, costs)) return true;
        }
        return false;
    }

    private readonly record struct Source(LabelSet Labels, CostEdge Edge, int Number, int Option, int Next)
    {
        public void Sum(Span<double> costs)
        {
            var before = Labels.Costs(Next);
            var added = Edge.Costs(Option);
            for (var objective = 0; objective < costs.Length; objective++) costs[objective] = before[objective] + added[objective];
        }
    }
}

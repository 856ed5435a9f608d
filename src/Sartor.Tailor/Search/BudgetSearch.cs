namespace Sartor.Tailor.Search;

/// <summary>The best networks within one budget, exactly, with a certificate.</summary>
internal static class BudgetSearch
{
    // The cut by price drops what cannot be among the best: with rounding, what stands exactly at the limit must not fall.
    private const double Slack = 1e-9;

    private const int RoughLabels = 200;

    /// <param name="graph">Networks with two objectives: what has the budget, and what is to be small.</param>
    /// <param name="budget">The largest sum of the first objective.</param>
    /// <param name="keep">How many of the best are wanted, at least one.</param>
    public static BudgetOutcome Run(CostGraph graph, double budget, int keep = 1)
    {
        if (graph.Objectives.Count != 2) throw new ArgumentException("two objectives", nameof(graph));
        var relaxed = Relaxation.Of(graph, 0, budget, 1);
        if (relaxed.Feasible is null) return new BudgetOutcome([], relaxed.Bound, relaxed.Smallest);
        // So many networks within the budget are at least as good as the limit, so that none behind it is among the best.
        var rough = new ExactSearch(graph, Cut.Of(2, 0, budget)) { MostLabels = RoughLabels }.Run().Within(budget).Take(keep).ToList();
        if (keep == 1) rough.Add(relaxed.Feasible);
        var limit = rough.Count < keep ? double.PositiveInfinity
            : keep == 1 ? rough.Min(path => path.Costs[1]) : rough[^1].Costs[1];
        var cuts = new List<Cut> { Cut.Of(2, 0, budget) };
        if (double.IsFinite(limit))
        {
            var slack = Slack * Math.Max(Math.Abs(limit), relaxed.Price * Math.Abs(budget));
            cuts.Add(Cut.Of(2, 1, limit + slack));
            cuts.Add(new Cut([relaxed.Price, 1], limit + (relaxed.Price * budget) + slack));
        }
        var front = new ExactSearch(graph, cuts) { Keep = keep }.Run();
        return new BudgetOutcome([.. front.Within(budget).Take(keep)], relaxed.Bound, relaxed.Smallest);
    }
}

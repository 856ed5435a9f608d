namespace Sartor.Tailor.Search;

/// <summary>
/// A bound on what any network within a budget can reach: instead of keeping the budget, a network pays for what it exceeds it by. The best
/// price per unit gives the largest bound (Lagrangian relaxation: Handler and Zang, A dual algorithm for the constrained shortest path
/// problem, Networks 10, 1980). It shares no code with <see cref="ExactSearch"/>, so that it certifies what that finds.
/// </summary>
/// <param name="Bound">No network within the budget has a smaller value.</param>
/// <param name="Price">What a unit of the budget costs there, in units of the value.</param>
/// <param name="Feasible">The best network within the budget that was met on the way; null if none is within it.</param>
/// <param name="Smallest">The smallest budget that any network keeps; infinite where there is none.</param>
internal sealed record Relaxation(double Bound, double Price, FoundPath? Feasible, double Smallest)
{
    private const int MostRounds = 200;

    /// <param name="graph">The networks and what they cost.</param>
    /// <param name="budgeted">The objective that has a budget.</param>
    /// <param name="budget">Its largest sum.</param>
    /// <param name="valued">The objective that is to be small.</param>
    public static Relaxation Of(CostGraph graph, int budgeted, double budget, int valued)
    {
        if (Find(graph, budgeted, valued, 0) is not { } free)
            return new Relaxation(double.PositiveInfinity, 0, null, double.PositiveInfinity);
        if (free.Costs[budgeted] <= budget) return new Relaxation(free.Costs[valued], 0, free, Cheapest(graph, budgeted).Costs[budgeted]);
        var frugal = Cheapest(graph, budgeted);
        if (frugal.Costs[budgeted] > budget) return new Relaxation(double.PositiveInfinity, 0, null, frugal.Costs[budgeted]);

        // The lower hull of all networks, from one that exceeds the budget and one that keeps it to the two beside it.
        var (over, within, best, price) = (free, frugal, frugal, 0.0);
        var bound = double.NegativeInfinity;
        for (var round = 0; round < MostRounds; round++)
        {
            price = Math.Max(0, (within.Costs[valued] - over.Costs[valued]) / (over.Costs[budgeted] - within.Costs[budgeted]));
            var next = Find(graph, budgeted, valued, price)!;
            bound = Paid(next, budgeted, valued, price) - (price * budget);
            var gain = Paid(within, budgeted, valued, price) - Paid(next, budgeted, valued, price);
            if (gain <= 1e-12 * Math.Max(1, Math.Abs(Paid(within, budgeted, valued, price)))) break;
            if (next.Costs[budgeted] > budget) over = next;
            else within = next;
            if (next.Costs[budgeted] <= budget && next.Costs[valued] < best.Costs[valued]) best = next;
        }
        return new Relaxation(bound, price, best, frugal.Costs[budgeted]);
    }

    private static double Paid(FoundPath path, int budgeted, int valued, double price) =>
        path.Costs[valued] + (price * path.Costs[budgeted]);

    private static FoundPath? Find(CostGraph graph, int budgeted, int valued, double price)
    {
        var weights = new double[graph.Objectives.Count];
        weights[budgeted] = price;
        weights[valued] = 1;
        return ShortestPath.Find(graph, weights);
    }

    private static FoundPath Cheapest(CostGraph graph, int objective)
    {
        var weights = new double[graph.Objectives.Count];
        weights[objective] = 1;
        return ShortestPath.Find(graph, weights)!;
    }
}

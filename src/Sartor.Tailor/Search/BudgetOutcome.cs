namespace Sartor.Tailor.Search;

/// <summary>What a search under one budget found.</summary>
/// <param name="Best">The best networks within the budget, the best first; empty where the budget is infeasible.</param>
/// <param name="Bound">A certificate: no network within the budget has a smaller value; infinite where there is none.</param>
/// <param name="SmallestBudget">The smallest budget that a network keeps.</param>
internal sealed record BudgetOutcome(IReadOnlyList<FoundPath> Best, double Bound, double SmallestBudget)
{
    public bool IsFeasible => Best.Count > 0;

    /// <summary>What the certificate leaves open: the difference between the value found and the bound, at least 0.</summary>
    public double Gap => IsFeasible ? Math.Max(0, Best[0].Costs[1] - Bound) : double.NaN;
}

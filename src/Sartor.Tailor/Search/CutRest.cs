namespace Sartor.Tailor.Search;

/// <summary>
/// A cut with the smallest weighted sum that lies ahead of each state: a beginning that exceeds the limit together with it can be dropped,
/// since no end of it keeps the limit.
/// </summary>
internal sealed class CutRest(CostGraph graph, Cut cut)
{
    // Sums of the same numbers in another order differ by rounding; who stands exactly at the limit must not fall by it.
    private const double Rounding = 1e-9;

    private readonly double[] _weights = [.. cut.Weights];
    private readonly double[] _rest = graph.SmallestToLast([.. cut.Weights]);
    private readonly double _limit = cut.Limit + (Rounding * Math.Max(Math.Abs(cut.Limit), 1e-300));

    public bool Excludes(int state, ReadOnlySpan<double> costs)
    {
        var sum = _rest[state];
        for (var objective = 0; objective < costs.Length; objective++)
        {
            if (_weights[objective] != 0) sum += _weights[objective] * costs[objective];
        }
        return sum > _limit;
    }
}

namespace Sartor.Tailor.Search;

/// <summary>What an exact search found.</summary>
/// <param name="Paths">
/// The networks that no other beats, in the order of the first objective; with a larger number to keep also those that fewer than that
/// number beat.
/// </param>
/// <param name="Epsilon">
/// 0 where the front is exact. Otherwise for every network there is one in <paramref name="Paths"/> that is at least as good in the second
/// objective, and in the first worse by at most this much, in its unit.
/// </param>
internal sealed record SearchFront(IReadOnlyList<FoundPath> Paths, double Epsilon)
{
    /// <summary>The networks within a bound of the first objective that are best in the second, the best first.</summary>
    public IEnumerable<FoundPath> Within(double bound) =>
        Paths.Where(path => path.Costs[0] <= bound).OrderBy(path => path.Costs[1]).ThenBy(path => path.Costs[0]);
}

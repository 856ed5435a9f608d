namespace Sartor.Mutation.Sampling;

/// <summary>How many mutants an area gets.</summary>
internal static class Allocation
{
    /// <summary>Shares in proportion to the sizes, by largest remainders; never more than a size.</summary>
    /// <param name="sizes">The number of places of each area.</param>
    /// <param name="total">How many mutants are wanted.</param>
    public static int[] Of(IReadOnlyList<int> sizes, int total)
    {
        var all = sizes.Sum();
        if (total >= all) return [.. sizes];
        var shares = sizes.Select(s => (int)((long)total * s / all)).ToArray();
        var byRemainder = Enumerable.Range(0, sizes.Count).OrderByDescending(i => (long)total * sizes[i] % all).ThenBy(i => i);
        foreach (var i in byRemainder.Take(total - shares.Sum())) shares[i]++;
        return shares;
    }
}

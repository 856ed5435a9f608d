namespace Sartor.Tailor.Search;

/// <summary>
/// Collects beginnings in the order of their first objective and keeps those that fewer than a given number of others beat, so that this
/// number of best networks remains under every bound.
/// </summary>
/// <param name="objectives">The number of objectives.</param>
/// <param name="keep">How many of the best are to remain, at least one.</param>
internal sealed class Dominance(int objectives, int keep)
{
    // With two objectives, the smallest values of the second so far, ascending: who is not below the last of them is beaten by all.
    private readonly double[] _smallest = Filled(keep);

    public LabelSet Kept { get; } = new(objectives);

    /// <summary>Whether enough of those before are at least as good in every objective.</summary>
    public bool IsBeaten(ReadOnlySpan<double> costs)
    {
        if (objectives == 1) return Kept.Count >= keep;
        if (objectives == 2) return costs[1] >= _smallest[^1];
        var better = 0;
        for (var label = 0; label < Kept.Count; label++)
        {
            if (IsAtLeastAsGood(Kept.Costs(label), costs) && ++better == keep) return true;
        }
        return false;
    }

    public void Add(ReadOnlySpan<double> costs, int edge, int option, int previous)
    {
        Kept.Add(costs, edge, option, previous);
        if (objectives != 2) return;
        var place = keep - 1;
        for (; place > 0 && _smallest[place - 1] > costs[1]; place--) _smallest[place] = _smallest[place - 1];
        _smallest[place] = costs[1];
    }

    private static bool IsAtLeastAsGood(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        for (var objective = 0; objective < one.Length; objective++)
        {
            if (one[objective] > other[objective]) return false;
        }
        return true;
    }

    private static double[] Filled(int keep)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        var values = new double[keep];
        Array.Fill(values, double.PositiveInfinity);
        return values;
    }
}

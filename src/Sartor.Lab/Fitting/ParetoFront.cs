namespace Sartor.Lab.Fitting;

/// <summary>The candidates that no other candidate beats.</summary>
public static class ParetoFront
{
    /// <summary>
    /// Keeps each candidate for which no other is at least as good in every objective and better in one. Smaller is better; NaN
    /// compares as equal to everything, so an objective that nobody has decides nothing.
    /// </summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> candidates, Func<T, double[]> objectives)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var rows = candidates.Select(objectives).ToArray();
        return [.. candidates.Where((_, i) => !rows.Where((_, j) => j != i).Any(other => Dominates(other, rows[i])))];
    }

    private static bool Dominates(double[] a, double[] b)
    {
        var better = false;
        for (var k = 0; k < a.Length; k++)
        {
            if (a[k] > b[k]) return false;
            better |= a[k] < b[k];
        }
        return better;
    }
}

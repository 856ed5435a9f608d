namespace Sartor.Lab.Selection;

/// <summary>The candidates that no other candidate beats.</summary>
internal static class ParetoFront
{
    /// <summary>
    /// Keeps each candidate for which no other is at least as good in every objective and better in one. Smaller is better. NaN
    /// (unknown) ranks last; an objective that is unknown for all candidates is ignored.
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
            double x = Known(a[k]), y = Known(b[k]);
            if (x > y) return false;
            better |= x < y;
        }
        return better;
    }

    private static double Known(double value) => double.IsNaN(value) ? double.PositiveInfinity : value;
}

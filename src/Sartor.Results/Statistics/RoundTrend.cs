namespace Sartor.Results.Statistics;

/// <summary>Whether launches rise or fall from round to round.</summary>
/// <param name="Change">
/// What the trend makes of the first launch by the last, as a share: the median of the slopes of all pairs of logarithms (Theil 1950; Sen,
/// JASA 63, 1968), times the number of steps.
/// </param>
/// <param name="PValue">
/// Chance of as many rising or falling pairs without a trend, exact over all orders (Kendall, Biometrika 30, 1938; Mann, Econometrica 13,
/// 1945). Equal values count half for each side.
/// </param>
internal sealed record RoundTrend(double Change, double PValue)
{
    /// <summary>The trend; null for fewer than three launches or a value that is not above 0.</summary>
    /// <param name="values">One for each launch, in the order of time.</param>
    public static RoundTrend? Of(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        if (n < 3) return null;
        var slopes = new List<double>(n * (n - 1) / 2);
        int rising = 0, falling = 0;
        for (var i = 0; i < n; i++)
        {
            if (!(values[i] > 0)) return null;
            for (var j = 0; j < i; j++)
            {
                slopes.Add(Math.Log(values[i] / values[j]) / (i - j));
                if (values[i] > values[j]) rising++;
                else if (values[i] < values[j]) falling++;
            }
        }
        slopes.Sort();
        var slope = Quantiles.Median([.. slopes]);
        var fewer = (slopes.Count - Math.Abs(rising - falling) + 1) / 2;
        return new RoundTrend(Math.Exp(slope * (n - 1)) - 1, Math.Min(1, 2 * AtMost(fewer, n)));
    }

    /// <summary>P(a random order of n has at most so many inversions), by the recurrence over the place of the last element.</summary>
    private static double AtMost(int inversions, int n)
    {
        var chances = new double[inversions + 1];
        chances[0] = 1;
        for (var size = 2; size <= n; size++)
        {
            var next = new double[inversions + 1];
            for (var total = 0; total <= inversions; total++)
            {
                for (var added = 0; added < size && added <= total; added++) next[total] += chances[total - added] / size;
            }
            chances = next;
        }
        return chances.Sum();
    }
}

namespace Sartor.Results.Statistics;

/// <summary>
/// The dip statistic: the largest distance between the empirical distribution and the nearest unimodal one (Hartigan &amp; Hartigan,
/// Annals of Statistics 13, 1985). Computed by P. M. Hartigan's algorithm AS 217 (Applied Statistics 34, 1985): the modal interval
/// shrinks until the greatest convex minorant on its left and the least concave majorant on its right stay within the dip.
/// </summary>
internal sealed class HartiganDip
{
    // √n·dip exceeds this for 1 % of uniform samples as n grows (0.6327 at n = 72,000, less for fewer): the published tables of
    // Hartigan & Hartigan 1985 and of R's diptest agree. For fewer samples the test errs on the quiet side.
    private const double OnePercentPoint = 0.633;

    private readonly double[] _x;
    private readonly int[] _minorant;
    private readonly int[] _majorant;

    private HartiganDip(double[] sorted)
    {
        _x = sorted;
        _minorant = Minorant(sorted);
        _majorant = Majorant(sorted);
    }

    /// <summary>The dip, in [1/(2n), ¼].</summary>
    /// <param name="sorted">Ascending, not empty.</param>
    public static double Of(double[] sorted) => new HartiganDip(sorted).Compute();

    /// <summary>True where a unimodal distribution gives such a dip in fewer than one case in a hundred.</summary>
    public static bool IsSignificant(double dip, int count) => dip * Math.Sqrt(count) > OnePercentPoint;

    private double Compute()
    {
        int n = _x.Length, low = 0, high = n - 1;
        double dip = 1;
        while (_x[low] < _x[high])
        {
            var convex = Chain(_minorant, high, low);
            var concave = Chain(_majorant, low, high);
            var (distance, left, right) = LargestGap(convex, concave);
            if (distance < dip) break;
            dip = Math.Max(dip, Math.Max(BelowConvex(convex, left), AboveConcave(concave, right)));
            if (convex[left] == low && concave[right] == high) break;
            (low, high) = (convex[left], concave[right]);
        }
        return dip / (2 * n);
    }

    // For each point, the point before it on the convex minorant of all points up to it.
    private static int[] Minorant(double[] x)
    {
        var before = new int[x.Length];
        for (var j = 1; j < x.Length; j++)
        {
            var m = j - 1;
            while (m > 0 && (x[j] - x[m]) * (m - before[m]) >= (x[m] - x[before[m]]) * (j - m)) m = before[m];
            before[j] = m;
        }
        return before;
    }

    // For each point, the point after it on the concave majorant of all points from it on.
    private static int[] Majorant(double[] x)
    {
        var last = x.Length - 1;
        var after = new int[x.Length];
        after[last] = last;
        for (var j = last - 1; j >= 0; j--)
        {
            var m = j + 1;
            while (m < last && (x[m] - x[j]) * (after[m] - m) >= (x[after[m]] - x[m]) * (m - j)) m = after[m];
            after[j] = m;
        }
        return after;
    }

    private static List<int> Chain(int[] next, int from, int to)
    {
        var chain = new List<int> { from };
        while (chain[^1] != to) chain.Add(next[chain[^1]]);
        return chain;
    }

    // The largest vertical distance of the two chains, and the chain positions that bound it. The convex chain runs from the right.
    private (double Distance, int Left, int Right) LargestGap(List<int> convex, List<int> concave)
    {
        int i = convex.Count - 2, j = 1, left = convex.Count - 1, right = concave.Count - 1;
        if (convex.Count == 2 && concave.Count == 2) return (1, left, right);
        double largest = 0;
        do
        {
            int a = convex[i], b = concave[j];
            if (a > b)
            {
                var a1 = convex[i + 1];
                var gap = b - a1 + 1 - ((_x[b] - _x[a1]) * (a - a1) / (_x[a] - _x[a1]));
                j++;
                if (gap >= largest) (largest, left, right) = (gap, i + 1, j - 1);
            }
            else
            {
                var b1 = concave[j - 1];
                var gap = ((_x[a] - _x[b1]) * (b - b1) / (_x[b] - _x[b1])) - (a - b1 - 1);
                i--;
                if (gap >= largest) (largest, left, right) = (gap, i + 1, j);
            }
            i = Math.Max(i, 0);
            j = Math.Min(j, concave.Count - 1);
        }
        while (convex[i] != concave[j]);
        return (largest, left, right);
    }

    // How far the empirical distribution rises above the convex chain left of the modal interval.
    private double BelowConvex(List<int> convex, int start)
    {
        double largest = 0;
        for (var k = start; k < convex.Count - 1; k++)
        {
            int from = convex[k + 1], to = convex[k];
            var deviation = 1.0;
            if (to - from > 1 && _x[to] != _x[from])
            {
                var slope = (to - from) / (_x[to] - _x[from]);
                for (var p = from; p <= to; p++) deviation = Math.Max(deviation, p - from + 1 - ((_x[p] - _x[from]) * slope));
            }
            largest = Math.Max(largest, deviation);
        }
        return largest;
    }

    // How far the empirical distribution falls below the concave chain right of the modal interval.
    private double AboveConcave(List<int> concave, int start)
    {
        double largest = 0;
        for (var k = start; k < concave.Count - 1; k++)
        {
            int from = concave[k], to = concave[k + 1];
            var deviation = 1.0;
            if (to - from > 1 && _x[to] != _x[from])
            {
                var slope = (to - from) / (_x[to] - _x[from]);
                for (var p = from; p <= to; p++) deviation = Math.Max(deviation, ((_x[p] - _x[from]) * slope) - (p - from - 1));
            }
            largest = Math.Max(largest, deviation);
        }
        return largest;
    }
}

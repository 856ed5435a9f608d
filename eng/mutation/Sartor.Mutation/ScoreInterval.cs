namespace Sartor.Mutation;

/// <summary>The 95 % interval of a share, after Wilson (1927), "Probable inference, the law of succession".</summary>
internal static class ScoreInterval
{
    private const double Z = 1.959963984540054;

    /// <summary>Both ends within [0, 1]; [0, 1] for no trials.</summary>
    public static (double Low, double High) Of(int successes, int trials)
    {
        if (trials == 0) return (0, 1);
        var share = (double)successes / trials;
        var shrink = 1 + Z * Z / trials;
        var centre = (share + Z * Z / (2 * trials)) / shrink;
        var half = Z / shrink * Math.Sqrt(share * (1 - share) / trials + Z * Z / (4.0 * trials * trials));
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}

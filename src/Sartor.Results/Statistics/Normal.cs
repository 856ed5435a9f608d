namespace Sartor.Results.Statistics;

/// <summary>Two-sided quantiles of the standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>For 90 % confidence.</summary>
    public const double Z90 = 1.6448536269514722;

    /// <summary>For 95 % confidence.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>For 99 % confidence.</summary>
    public const double Z99 = 2.5758293035489004;
}

using System.Globalization;
using Sartor.Core;

namespace Sartor.Results.Statistics;

/// <summary>Says what makes a trial of several launches doubtful, and what to do about it.</summary>
public static class TrialCheck
{
    private const double SignificantTrend = 0.01;

    /// <summary>
    /// Warnings with the codes of <see cref="SeriesCheck.Run"/> that at least half of the launches have, and <c>one-launch</c>,
    /// <c>drifting-rounds</c>, <c>wide-interval</c>; empty for a clean trial.
    /// </summary>
    /// <param name="mediansNs">Median of each launch in the order of time, at least one.</param>
    /// <param name="launchFlags">The flags of each launch.</param>
    /// <param name="targetHalfWidth">The relative half width that was aimed at.</param>
    /// <param name="bounds">Null: the defaults.</param>
    public static IReadOnlyList<Diagnostic> Run(
        ReadOnlySpan<double> mediansNs, IReadOnlyList<IReadOnlyList<Diagnostic>> launchFlags, double targetHalfWidth,
        SeriesBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(launchFlags);
        bounds ??= new SeriesBounds();
        var found = new List<Diagnostic>();
        void Warn(string code, params FormattableString[] parts) =>
            found.Add(Diagnostic.Warning(code, string.Concat(parts.Select(part => part.ToString(CultureInfo.InvariantCulture)))));

        foreach (var flags in launchFlags.SelectMany(flags => flags).GroupBy(flag => flag.Code))
        {
            if (2 * flags.Count() < launchFlags.Count) continue;
            var first = flags.First();
            if (launchFlags.Count > 1)
                first = first with { Message = $"in {flags.Count()} of {launchFlags.Count} launches: {first.Message}" };
            found.Add(first);
        }
        if (mediansNs.Length == 1)
            Warn("one-launch", $"the interval is that of a single launch and says nothing about the next one; measure at least 3 rounds");
        if (RoundTrend.Of(mediansNs) is { } trend && trend.PValue < SignificantTrend && Math.Abs(trend.Change) > bounds.MaxShift)
        {
            var way = trend.Change > 0 ? "slower" : "faster";
            Warn("drifting-rounds",
                $"the latency drifted: the last launch is {Math.Abs(trend.Change):P1} {way} than the first by the trend; ",
                $"let the machine settle and measure again");
        }
        if (LaunchInterval.Of(mediansNs) is { } interval && interval.RelativeHalfWidth > targetHalfWidth)
        {
            Warn("wide-interval",
                $"the half width of the interval is {interval.RelativeHalfWidth:P1} (target {targetHalfWidth:P1}); ",
                $"close other programs or measure more rounds");
        }
        return found;
    }
}

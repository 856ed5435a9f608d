using System.Globalization;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>Parts of a result in words.</summary>
internal static class TrialText
{
    /// <summary>The median with its interval and flags, or why there is none.</summary>
    public static string Latency(TrialResult trial)
    {
        if (trial.Latency is not { } latency) return $"{trial.Outcome.ToString().ToLowerInvariant()}: {trial.Reason}";
        var flags = latency.Flags.Count > 0 ? $" ({string.Join(", ", latency.Flags)})" : "";
        var launches = trial.Launches.Count > 0 ? $" of {Quantity.Of(trial.Launches.Count, "launch", "launches")}" : "";
        return Median(latency).TrimEnd('*') + launches + flags;
    }

    /// <summary>The median with its interval, and a star for an unstable measurement.</summary>
    public static string Median(LatencySummary latency) => Interval(latency.MedianNs, latency.MedianLowNs, latency.MedianHighNs)
        + (latency.Flags.Count > 0 ? "*" : "");

    /// <summary>Heading of the medians: of one inference, which may be of a batch.</summary>
    public static string MedianHeading(int batch) =>
        batch > 1 ? $">Median of a batch of {batch} [95 % interval]" : ">Median [95 % interval]";

    /// <summary>The column of medians per sample, where an inference takes several; else none.</summary>
    public static IEnumerable<string> PerSampleHeading(int batch) => batch > 1 ? [">Per sample"] : [];

    /// <summary>Its cell.</summary>
    public static IEnumerable<string> PerSample(LatencySummary? latency, int batch) =>
        batch > 1 ? [Quantity.Duration(latency?.MedianNs / batch)] : [];

    /// <summary>A duration with its interval; the duration alone where there is none.</summary>
    public static string Interval(double? ns, double? low, double? high) => low is null || high is null
        ? Quantity.Duration(ns)
        : $"{Quantity.Duration(ns)} [{Quantity.Duration(low)}, {Quantity.Duration(high)}]";

    /// <summary>Latency over the fastest trial's: <c>1.31 × [1.29, 1.33]</c>, <c>no difference shown</c>, or a dash.</summary>
    public static string Ratio(TrialResult trial) => trial switch
    {
        { Latency: null } => "–",
        { ToFastest: null } => "",
        { ToFastest: { Verdict: RatioVerdict.NoDifference } ratio } => $"no difference shown {Ends(ratio)}",
        { ToFastest: { } ratio } => $"{ratio.Ratio.ToString("0.00", CultureInfo.InvariantCulture)} × {Ends(ratio)}",
    };

    private static string Ends(LatencyRatio ratio) => string.Create(CultureInfo.InvariantCulture, $"[{ratio.Low:0.00}, {ratio.High:0.00}]");

    /// <summary><c>passed</c>, <c>failed: …</c>, or <c>source</c> for the source itself.</summary>
    public static string Verdict(string variant, Verdict? verification) => verification switch
    {
        _ when variant == VariantResult.SourceName && verification is { Parity.Count: 0, Gate.Passed: true } => "source",
        null => "not verified",
        { Gate.Passed: true } => "passed",
        _ => $"failed: {verification.Gate.Checks[0].Text}",
    };

    /// <summary>The score that decides with its interval.</summary>
    public static string Score(Verdict? verification) => ScoreText.Of(verification?.Score);
}

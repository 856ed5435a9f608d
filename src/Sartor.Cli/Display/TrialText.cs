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
        var again = trial.SetAside.Count > 0 ? $" in series {trial.SetAside.Count + 1}" : "";
        return Median(latency).TrimEnd('*') + again + flags;
    }

    /// <summary>The median with its interval, and a star for a doubtful series.</summary>
    public static string Median(LatencySummary latency) =>
        $"{Quantity.Duration(latency.MedianNs)} [{Quantity.Duration(latency.MedianLowNs)}, {Quantity.Duration(latency.MedianHighNs)}]{(latency.Flags.Count > 0 ? "*" : "")}";

    /// <summary><c>passed</c>, <c>failed: …</c>, or <c>reference</c> for the source.</summary>
    public static string Verdict(string variant, Verdict? verification) => verification switch
    {
        _ when variant == VariantResult.SourceName && verification is { Parity.Count: 0, Gate.Passed: true } => "reference",
        null => "not verified",
        { Gate.Passed: true } => "passed",
        _ => $"failed: {verification.Gate.Checks[0].Text}",
    };

    /// <summary>Accuracy with its interval; agreement with the source where there are no labels.</summary>
    public static string Accuracy(Verdict? verification) => (verification?.Accuracy ?? verification?.Top1Agreement) is { } share
        ? $"{Quantity.Percent(share.Value)} [{share.Low * 100:0.0}, {share.High * 100:0.0}]{(verification!.Accuracy is null ? " agree" : "")}"
        : "–";
}

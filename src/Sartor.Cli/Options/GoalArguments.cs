using System.CommandLine;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Cli.Options;

/// <summary>What a recommended variant has to keep, and what decides among those that keep it.</summary>
internal sealed class GoalArguments
{
    private readonly Option<double?> _maxLatencyMs =
        NumberOption.Real("--max-latency-ms", "Only recommend variants with a median latency ≤ this", "ms", "ms");
    private readonly Option<double?> _maxP95Ms =
        NumberOption.Real("--max-p95-ms", "Only recommend variants whose 95th percentile of the latency is ≤ this", "ms", "ms");
    private readonly Option<double?> _maxSizeMb =
        NumberOption.Real("--max-size-mb", "Only recommend files of a size ≤ this (10⁶ bytes)", "MB", "MB");
    private readonly Option<double?> _maxMemoryMb =
        NumberOption.Real("--max-memory-mb", "Only recommend variants with a peak memory ≤ this (10⁶ bytes)", "MB", "MB");
    private readonly Option<double?> _minAccuracy =
        NumberOption.Share("--min-accuracy", "Only recommend variants with an accuracy ≥ this, between 0 and 1, or in per cent");
    private readonly Option<double?> _maxDrop = NumberOption.Real(
        "--max-drop", "Only recommend variants whose score is at most this much worse than the source's, as 0.01 or 1% of accuracy",
        "amount", "%");
    private readonly Option<double?> _maxError =
        NumberOption.Real("--max-error", "Only recommend variants with an error ≤ this, if the score is an error", "error");
    private readonly Option<string?> _prefer = new("--prefer")
    {
        Description = $"What decides among variants that keep the limits: {string.Join(", ", Preference.All)} (default: latency, and the "
            + "smallest file among those that are as fast)",
        HelpName = "goal",
        CompletionSources = { Preference.All.ToArray() },
    };

    public void AddTo(Command command)
    {
        ReadOnlySpan<Option> options =
            [_maxLatencyMs, _maxP95Ms, _maxSizeMb, _maxMemoryMb, _minAccuracy, _maxDrop, _maxError, _prefer];
        foreach (var option in options) command.Add(option);
    }

    /// <exception cref="OptionException">A value is invalid.</exception>
    public Constraints Read(ParseResult parsed) => new()
    {
        MaxLatencyMs = Positive(_maxLatencyMs, parsed),
        MaxP95Ms = Positive(_maxP95Ms, parsed),
        MaxSizeMb = Positive(_maxSizeMb, parsed),
        MaxMemoryMb = Positive(_maxMemoryMb, parsed),
        MaxError = Positive(_maxError, parsed),
        MaxDrop = parsed.GetValue(_maxDrop) is not < 0
            ? parsed.GetValue(_maxDrop)
            : throw new OptionException(
                _maxDrop.Name, FormattableString.Invariant($"must not be below 0, got {parsed.GetValue(_maxDrop)}")),
        MinScore = parsed.GetValue(_minAccuracy) is not { } share || share is >= 0 and <= 1
            ? parsed.GetValue(_minAccuracy)
            : throw new OptionException(
                _minAccuracy.Name, FormattableString.Invariant($"must be between 0 and 1, got {share}; for 90 % use 0.9")),
        Prefer = parsed.GetValue(_prefer) is not { } goal || Preference.All.Contains(goal)
            ? parsed.GetValue(_prefer)
            : throw new OptionException(_prefer.Name, $"unknown goal '{goal}'; choose {string.Join(", ", Preference.All)}"),
    };

    private static double? Positive(Option<double?> option, ParseResult parsed) => parsed.GetValue(option) is not { } value || value > 0
        ? parsed.GetValue(option)
        : throw new OptionException(option.Name, FormattableString.Invariant($"must be above 0, got {value}"));
}

using Sartor.Results.Records;

namespace Sartor.Lab.Measurement;

/// <summary>A launch and its place among the others.</summary>
/// <param name="Round">Number of the round, from 1.</param>
/// <param name="StartSeconds">When it began, after the start of the first round.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record TimedLaunch(int Round, double StartSeconds, LaunchOutcome Outcome)
{
    /// <summary>As a result file states a launch that counts.</summary>
    public LaunchResult ToResult() => new()
    {
        Round = Round,
        StartSeconds = StartSeconds,
        MedianNs = Outcome.MedianNs,
        WarmupCount = Outcome.Measured!.WarmUpNs.Count,
        Count = Outcome.Measured.SamplesNs.Count,
        LoadNs = Outcome.Measured.LoadNs,
        FirstInferenceNs = Outcome.Measured.FirstInferenceNs,
        PeakMemoryBytes = Outcome.Measured.PeakRssBytes,
        WindowStartUtc = Outcome.Measured.Power is { } power
            ? DateTimeOffset.UnixEpoch.AddTicks(power.WindowStartUnixNs / TimeSpan.NanosecondsPerTick)
            : null,
        WindowSeconds = Outcome.Measured.Power?.WindowNs / 1e9,
        EnergyJ = Outcome.Measured.Power?.MicroJoules / 1e6,
        MaxTemperatureC = Outcome.Measured.Power?.MaxMilliCelsius / 1e3,
        MaxFrequencyKhz = Outcome.Measured.Power?.MaxKhz,
        Stated = Outcome.Stated,
        Flags = [.. Outcome.Flags.Select(flag => flag.Code)],
    };

    /// <summary>As a result file states one that does not.</summary>
    public SetAsideSeries ToSetAside() => new()
    {
        Round = Round,
        MedianNs = Outcome.MedianNs,
        Flags = [.. Outcome.Flags.Select(flag => flag.Code)],
        SamplesNs = Outcome.Measured!.SamplesNs,
    };
}

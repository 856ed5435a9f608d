using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Jobs;

public sealed class FitTrialsTests
{
    [Theory]
    [InlineData(true, "noisy-series")]
    [InlineData(true, "drifting-series", "coarse-clock")]
    // Another series has as few runs and the same clock.
    [InlineData(false, "coarse-clock", "too-few-runs")]
    [InlineData(false)]
    public void Disturbed_series_is_measured_again(bool again, params string[] flags) => FitTrials.IsDoubtful(Series(1, flags)).ShouldBe(again);

    [Fact]
    public void Trial_without_numbers_is_not_measured_again() => FitTrials.IsDoubtful(Refused).ShouldBeFalse();

    [Fact]
    public void Later_series_counts_and_the_earlier_ones_are_kept()
    {
        var last = FitTrials.Again(FitTrials.Again(Series(3, "noisy-series"), Series(1, "outliers")), Series(2));
        last.Latency!.MedianNs.ShouldBe(2);
        last.SetAside.Select(s => s.MedianNs).ShouldBe([3, 1]);
        last.SetAside.Select(s => s.Flags.Single()).ShouldBe(["noisy-series", "outliers"]);
        last.SetAside[0].SamplesNs.ShouldBe([3, 3, 3]);
    }

    [Fact]
    public void Series_stays_where_the_later_one_failed() => FitTrials.Again(Series(3, "noisy-series"), Refused).Latency!.MedianNs.ShouldBe(3);

    private static TrialResult Refused => new()
    {
        Id = "a",
        Engine = "tflite",
        EngineVersion = "2.9.0",
        Delegate = "none",
        Outcome = TrialStatus.Refused,
        Reason = "no",
        WarmupSamplesNs = [],
        SamplesNs = [],
    };

    private static TrialResult Series(long ns, params string[] flags) => Refused with
    {
        Outcome = TrialStatus.Measured,
        Reason = null,
        SamplesNs = [ns, ns, ns],
        Latency = new LatencySummary
        {
            MedianNs = ns,
            MedianLowNs = ns,
            MedianHighNs = ns,
            Confidence = 0.75,
            P90Ns = ns,
            P95Ns = ns,
            P99Ns = ns,
            MinNs = ns,
            MadNs = 0,
            MeanNs = ns,
            Count = 3,
            Flags = flags,
        },
    };
}

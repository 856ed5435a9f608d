using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Results.Tests.Statistics;

public sealed class RoundComparisonTests
{
    /// <summary>Student's sleep data, paired; digits by R's <c>t.test(paired = TRUE)</c>.</summary>
    [Fact]
    public void Comparison_MeetsR()
    {
        double[] Times(double[] logs) => [.. logs.Select(Math.Exp)];
        var slower = RoundComparison.Of(Times(PublishedSamples.SleepFirst), Times(PublishedSamples.SleepSecond))!;
        Math.Log(slower.Ratio).ShouldBe(1.58, 1e-12);
        Math.Log(slower.Low).ShouldBe(0.7001142, 1e-6);
        Math.Log(slower.High).ShouldBe(2.4598858, 1e-6);
        (slower.Rounds, slower.Verdict).ShouldBe((10, RatioVerdict.Slower));
        RoundComparison.Of(Times(PublishedSamples.SleepSecond), Times(PublishedSamples.SleepFirst))!.Verdict.ShouldBe(RatioVerdict.Faster);
    }

    [Fact]
    public void Comparison_NeedsThreeRounds()
    {
        RoundComparison.Of([1, 1], [2, 2]).ShouldBeNull();
        RoundComparison.Of([1, 1, 0], [2, 2, 2]).ShouldBeNull();
        RoundComparison.Of([1, 1, 1], [2, 2, 2])!.Verdict.ShouldBe(RatioVerdict.Slower);
        RoundComparison.Of([1, 1, 1], [1, 1, 1])!.Verdict.ShouldBe(RatioVerdict.NoDifference);
    }

    [Fact]
    public void TrialsOfTwoRuns_ShareNoRounds()
    {
        var now = Trial((1, 100), (2, 101), (3, 102));
        var then = Trial((1, 300), (2, 303), (3, 306)) with { ReusedFromUtc = DateTimeOffset.UnixEpoch };
        RoundComparison.Of(now, then).ShouldBeNull();
        RoundComparison.Of(then, now).ShouldBeNull();
        RoundComparison.Of(now with { ReusedFromUtc = then.ReusedFromUtc }, then)!.Ratio.ShouldBe(3, 1e-9);
        RoundComparison.Of(now with { ReusedFromUtc = DateTimeOffset.UnixEpoch.AddTicks(1) }, then).ShouldBeNull();
    }

    [Fact]
    public void Trials_ArePairedByTheirRounds()
    {
        // Round 2 is missing in one and round 5 in the other; by place instead of round the ratios would scatter by a factor of 8.
        var ratio = RoundComparison.Of(Trial((1, 100), (2, 800), (3, 200), (4, 400)), Trial((1, 300), (3, 600), (4, 1200), (5, 9)))!;
        (ratio.Rounds, ratio.Verdict).ShouldBe((3, RatioVerdict.Slower));
        ratio.Ratio.ShouldBe(3, 1e-12);
        ratio.High.ShouldBe(3, 1e-9);
    }

    [Fact]
    public void FalseDifferences_AreAsRareAsStatedWhileTheMachineDrifts()
    {
        // The machine walks by 2 % from round to round; both trials of a round meet the same state. One after the other they do not.
        const int Repeats = 4000, Rounds = 8;
        var machine = new SimulatedLaunches(3);
        var (interleaved, apart) = (0, 0);
        for (var i = 0; i < Repeats; i++)
        {
            double[] Walk(int steps)
            {
                double level = 0;
                return [.. Enumerable.Range(0, steps).Select(_ => Math.Exp(level += 0.02 * machine.Normal()))];
            }
            double[] Trial(double[] states) => [.. states.Select(state => state * machine.Medians(1, 100, 0.01)[0])];
            var states = Walk(2 * Rounds);
            if (RoundComparison.Of(Trial(states[..Rounds]), Trial(states[..Rounds]))!.Verdict != RatioVerdict.NoDifference) interleaved++;
            var (first, second) = (LaunchInterval.Of(Trial(states[..Rounds]))!, LaunchInterval.Of(Trial(states[Rounds..]))!);
            if (first.Low > second.High || second.Low > first.High) apart++;
        }
        // 5 % with three standard errors in 4,000.
        (interleaved / (double)Repeats).ShouldBe(0.05, 0.0104);
        (apart / (double)Repeats).ShouldBeGreaterThan(0.25);
    }

    [Theory]
    [InlineData(0.03, 0.9, 1)]
    // A difference as large as the error of 12 rounds, 0.01·√(2/12), is found in a sixth of the cases and no more.
    [InlineData(0.0041, 0.08, 0.25)]
    public void TrueDifference_IsFoundAsOftenAsItsSizeAllows(double difference, double least, double most)
    {
        var machine = new SimulatedLaunches(5);
        var found = Enumerable.Range(0, 1000).Count(_ =>
            RoundComparison.Of(machine.Medians(12, 100, 0.01), machine.Medians(12, 100 * (1 + difference), 0.01))!.Verdict
                == RatioVerdict.Slower);
        (found / 1000.0).ShouldBeInRange(least, most);
    }

    private static TrialResult Trial(params (int Round, double Ns)[] launches) => new()
    {
        Id = "a",
        Engine = "tflite",
        EngineVersion = "2.9.0",
        Delegate = "none",
        Outcome = TrialStatus.Measured,
        WarmupSamplesNs = [],
        SamplesNs = [],
        Launches =
        [
            .. launches.Select(launch => new LaunchResult
            {
                Round = launch.Round,
                StartSeconds = launch.Round,
                MedianNs = launch.Ns,
                WarmupCount = 1,
                Count = 1,
                LoadNs = 1,
                FirstInferenceNs = null,
                PeakMemoryBytes = null,
                Flags = [],
            }),
        ],
    };
}

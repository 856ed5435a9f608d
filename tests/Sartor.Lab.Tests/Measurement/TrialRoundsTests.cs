using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;
using Sartor.Results.Statistics;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Measurement;

public sealed class TrialRoundsTests
{
    private static readonly MeasurementProtocol s_protocol = new() { MinRounds = 4, MaxRounds = 12, TrialSeconds = 1000 };
    private static readonly Diagnostic s_noise = Diagnostic.Warning("noisy-series", "noise");

    private static Task<IReadOnlyList<TrialResult>> Run(
        SimulatedMachine machine, MeasurementProtocol protocol, params double[] latencies) =>
        new TrialRounds(machine.Launch, protocol, machine).RunAsync([.. latencies.Select(SimulatedMachine.Request)]);

    [Fact]
    public async Task Rounds_LaunchEachTrialOnceInAnOrderThatAlternates()
    {
        var machine = new SimulatedMachine();
        var results = await Run(machine, s_protocol, 1e6, 2e6, 3e6, 4e6, 5e6);
        var rounds = machine.Launches.Chunk(5).ToArray();
        foreach (var round in rounds) round.Distinct().Count().ShouldBe(5);
        rounds[1].ShouldBe(rounds[0].Reverse());
        rounds[3].ShouldBe(rounds[2].Reverse());
        rounds[2].ShouldNotBe(rounds[0]);
        results.Select(result => result.Engine).ShouldBe(["1000000", "2000000", "3000000", "4000000", "5000000"]);
        // Without scatter the interval is narrow at once: the fewest rounds.
        results.ShouldAllBe(result => result.Launches.Count == 4 && result.Outcome == TrialStatus.Measured);
    }

    [Fact]
    public async Task Trial_EndsWhenItsIntervalWasNarrowTwiceOrAtTheMostRounds()
    {
        // The second scatters by far more than the target, the first not at all.
        var machine = new SimulatedMachine
        {
            Change = (engine, number, outcome) =>
                engine == "1000000" ? outcome : SimulatedMachine.Outcome(engine, number % 2 == 0 ? 1e6 : 2e6),
        };
        var results = await Run(machine, s_protocol, 1e6, 2e6);
        results.Select(result => result.Launches.Count).ShouldBe([4, 12]);
        results[1].Latency!.Flags.ShouldContain("wide-interval");
        results[0].Latency!.Flags.ShouldBeEmpty();
        // Narrow with the 3 launches after the first, but a single narrow interval is not enough.
        var once = new SimulatedMachine
        {
            Change = (engine, number, outcome) => number is 2 ? SimulatedMachine.Outcome(engine, 1.02e6) : outcome,
        };
        var protocol = s_protocol with { MinRounds = 2, TargetHalfWidth = 0.015 };
        var expected = FirstRoundWithTwoNarrow([1e6, 1.02e6, .. Enumerable.Repeat(1e6, 10)], 0.015);
        (await Run(once, protocol, 1e6))[0].Launches.Count.ShouldBe(expected);
    }

    /// <summary>A reservation of the engine is as much a part of the result as a flag of the series.</summary>
    [Fact]
    public async Task Reservations_OfTheDelegate_AreInTheResult()
    {
        var partial = Diagnostic.Note("delegate-partial", "XNNPACK executes 30 of 31 nodes");
        var delegation = new Delegation("xnnpack", "xnnpack", 31, 30, [], "the plan", [partial]);
        var machine = new SimulatedMachine
        {
            Change = (engine, number, outcome) => outcome with
            {
                Delegation = delegation,
                Flags = [s_noise],
                Status = engine == "2000000" && number >= 2 ? TrialStatus.Failed : outcome.Status,
            },
        };
        var results = await Run(machine, s_protocol with { MaxRepeats = 0 }, 1e6, 2e6);
        results[0].Diagnostics.ShouldContain(partial);
        results[0].Diagnostics.ShouldContain(diagnostic => diagnostic.Code == s_noise.Code);
        results[1].Outcome.ShouldBe(TrialStatus.Failed);
        results[1].Diagnostics.ShouldBe([partial]);
    }

    private static int FirstRoundWithTwoNarrow(double[] medians, double target)
    {
        bool IsNarrow(int n) => LaunchInterval.Of(medians.AsSpan()[..n])!.RelativeHalfWidth <= target;
        return Enumerable.Range(3, 9).First(n => IsNarrow(n) && IsNarrow(n - 1));
    }

    [Fact]
    public async Task Time_EndsTheRoundsBeyondTheFewest()
    {
        // Each launch takes a second: 2 trials of 3 s are 6 launches, after which no round begins.
        var machine = new SimulatedMachine { Between = 0.5 };
        var results = await Run(machine, s_protocol with { MinRounds = 2, TrialSeconds = 3 }, 1e6, 2e6);
        results.ShouldAllBe(result => result.Launches.Count == 3);
        (await Run(new SimulatedMachine { Between = 0.5 }, s_protocol with { TrialSeconds = 0 }, 1e6)).Single().Launches.Count.ShouldBe(4);
    }

    [Fact]
    public async Task FailedLaunch_IsTriedOnceMore()
    {
        var machine = new SimulatedMachine
        {
            Change = (engine, number, outcome) => engine == "1000000" && number == 2 ? Failed(outcome) : outcome,
        };
        var result = (await Run(machine, s_protocol, 1e6, 2e6))[0];
        (result.Outcome, result.Launches.Count).ShouldBe((TrialStatus.Measured, 4));
        machine.Launches.Count(engine => engine == "1000000").ShouldBe(5);
    }

    [Fact]
    public async Task LaunchThatFailsTwice_EndsItsTrialAlone()
    {
        var machine = new SimulatedMachine
        {
            Change = (engine, number, outcome) => engine == "1000000" && number >= 3 ? Failed(outcome) : outcome,
        };
        var results = await Run(machine, s_protocol, 1e6, 2e6);
        (results[0].Outcome, results[0].Latency, results[0].Launches.Count).ShouldBe((TrialStatus.Failed, null, 2));
        results[0].Reason.ShouldBe("launch 3 failed after 2 successful ones: it crashed");
        results[0].SamplesNs.Count.ShouldBe(6);
        results[1].Launches.Count.ShouldBe(4);
        results[1].ToFastest.ShouldBeNull();
    }

    [Fact]
    public async Task RefusedLaunch_IsNotTriedAgain()
    {
        var machine = new SimulatedMachine
        {
            Change = (engine, _, outcome) => engine == "1000000"
                ? outcome with { Status = TrialStatus.Refused, Measured = null, Reason = "no node" }
                : outcome,
        };
        var results = await Run(machine, s_protocol, 1e6, 2e6);
        (results[0].Outcome, results[0].Reason).ShouldBe((TrialStatus.Refused, "no node"));
        machine.Launches.Count(engine => engine == "1000000").ShouldBe(1);
    }

    [Fact]
    public async Task DisturbedRound_IsRepeatedAndTheLaterOneCounts()
    {
        // Both launches of round 2 are noisy; those of the repetition are slower and count all the same.
        var machine = new SimulatedMachine
        {
            Change = (engine, number, outcome) => number switch
            {
                2 => outcome with { Flags = [s_noise] },
                3 => SimulatedMachine.Outcome(engine, 9e6) with { Flags = [s_noise] },
                _ => outcome,
            },
        };
        var results = await Run(machine, s_protocol with { MaxRounds = 4 }, 1e6, 2e6);
        foreach (var result in results)
        {
            result.Launches.Select(launch => launch.Round).ShouldBe([1, 2, 3, 4]);
            result.Launches[1].MedianNs.ShouldBe(9e6);
            result.Launches[1].Flags.ShouldBe(["noisy-series"]);
            var aside = result.SetAside.ShouldHaveSingleItem();
            (aside.Round, aside.Flags.Single(), aside.SamplesNs.Count).ShouldBe((2, "noisy-series", 3));
        }
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    public async Task Repetitions_AreLimited(int most, int expected)
    {
        var machine = new SimulatedMachine { Change = (_, _, outcome) => outcome with { Flags = [s_noise] } };
        var result = (await Run(machine, s_protocol with { MaxRepeats = most }, 1e6)).Single();
        (result.SetAside.Count, result.Launches.Count).ShouldBe((expected, 4));
        result.Latency!.Flags.ShouldBe(["noisy-series"]);
        result.Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("in 4 of 4 launches: noise");
    }

    [Theory]
    // One of three noisy launches is that trial's own noise; coarse clocks and few runs are no disturbance.
    [InlineData(0, "noisy-series", "", "")]
    [InlineData(1, "noisy-series", "drifting-series", "")]
    [InlineData(0, "coarse-clock", "coarse-clock", "too-few-runs")]
    public async Task Round_IsDisturbedWhereMostLaunchesAre(int repeats, params string[] codes)
    {
        double[] latencies = [1e6, 2e6, 3e6];
        var machine = new SimulatedMachine
        {
            Change = (engine, number, outcome) => codes[engine[0] - '1'] is { Length: > 0 } code && number == 1
                ? outcome with { Flags = [Diagnostic.Warning(code, "")] }
                : outcome,
        };
        (await Run(machine, s_protocol, latencies)).ShouldAllBe(result => result.SetAside.Count == repeats);
    }

    [Fact]
    public async Task EveryTrial_IsReportedOnceWhereverItEnds()
    {
        // The first ends in a round that is repeated, the second when it is narrow, the third with the rounds.
        var machine = new SimulatedMachine
        {
            Change = (engine, number, outcome) => (engine, number) switch
            {
                ("1000000", 2) => outcome with { Status = TrialStatus.Refused, Measured = null, Reason = "no" },
                (_, 2) => outcome with { Flags = [s_noise] },
                ("3000000", _) => SimulatedMachine.Outcome(engine, number % 2 == 0 ? 3e6 : 6e6),
                _ => outcome,
            },
        };
        var progress = new FinishedTrials();
        var requests = new[] { 1e6, 2e6, 3e6 }.Select(SimulatedMachine.Request);
        var results = await new TrialRounds(machine.Launch, s_protocol, machine).RunAsync([.. requests], progress);
        results.Select(result => result.SetAside.Count).ShouldBe([0, 1, 1]);
        progress.Finished.Order().ShouldBe([0, 1, 2]);
    }

    private sealed class FinishedTrials : IRoundProgress
    {
        public List<int> Finished { get; } = [];

        public void LaunchStarted(int trial, int round)
        {
        }

        public void RoundFinished(int round)
        {
        }

        public void TrialFinished(int trial, TrialResult result) => Finished.Add(trial);
    }

    [Fact]
    public async Task Result_HoldsTheLaunchesAndTheirSamples()
    {
        var machine = new SimulatedMachine { Between = 0.01 };
        var result = (await Run(machine, s_protocol, 1e6))[0];
        result.SamplesNs.Count.ShouldBe(result.Launches.Sum(launch => launch.Count));
        result.WarmupSamplesNs.Count.ShouldBe(result.Launches.Sum(launch => launch.WarmupCount));
        result.SamplesNs.Chunk(3).Select(samples => (double)samples[1]).ShouldBe(result.Launches.Select(launch => launch.MedianNs));
        result.Launches.Select(launch => launch.StartSeconds).ShouldBe(Enumerable.Range(0, result.Launches.Count).Select(i => (double)i));
        (result.LoadNs, result.FirstInferenceNs, result.PeakMemoryBytes, result.PeakMemoryLowBytes).ShouldBe((5L, 7L, 1000L, 1000L));
        var expected = LaunchInterval.Of([.. result.Launches.Select(launch => launch.MedianNs)])!;
        (result.Latency!.MedianLowNs, result.Latency.MedianHighNs).ShouldBe((expected.Low, expected.High));
    }

    [Fact]
    public async Task Cancellation_EndsBetweenLaunches()
    {
        using var source = new CancellationTokenSource();
        var machine = new SimulatedMachine();
        LaunchTrial launch = (request, token) =>
        {
            if (machine.Launches.Count == 2) source.Cancel();
            return machine.Launch(request, token);
        };
        var rounds = new TrialRounds(launch, s_protocol, machine);
        await Should.ThrowAsync<OperationCanceledException>(() =>
            rounds.RunAsync([SimulatedMachine.Request(1), SimulatedMachine.Request(2)], null, source.Token));
        machine.Launches.Count.ShouldBe(3);
    }

    [Fact]
    public async Task ContradictoryProtocol_IsRefused() =>
        await Should.ThrowAsync<OptionException>(() => Run(new SimulatedMachine(), s_protocol with { MaxRounds = 3 }, 1));

    [Theory]
    // Stopping at a narrow interval prefers lucky ones; scatter near the target is the worst case. By simulation elsewhere 93 % remain.
    [InlineData(0.005, 0.95)]
    [InlineData(0.016, 0.94)]
    [InlineData(0.03, 0.93)]
    public async Task AdaptiveInterval_CoversTheLatency(double between, double expected)
    {
        const int Repeats = 2000;
        var machine = new SimulatedMachine(2) { Between = between };
        var protocol = new MeasurementProtocol { TrialSeconds = 1000 };
        var covered = 0;
        for (var i = 0; i < Repeats; i++)
        {
            if ((await Run(machine, protocol, 1e9))[0].Latency is { MedianLowNs: <= 1e9, MedianHighNs: >= 1e9 }) covered++;
        }
        // Less three standard errors in 2,000.
        (covered / (double)Repeats).ShouldBeGreaterThan(expected - 0.017);
    }

    [Fact]
    public async Task SameLatencies_ShowADifferenceInOneOfTwentyRuns()
    {
        const int Repeats = 2000;
        var machine = new SimulatedMachine(3) { Between = 0.01, Walk = 0.005 };
        var protocol = new MeasurementProtocol { TargetHalfWidth = 1e-9, MaxRounds = 6, TrialSeconds = 1000 };
        var shown = 0;
        for (var i = 0; i < Repeats; i++)
        {
            // By place of the request, whichever of the two is called the fastest.
            var results = await Run(machine, protocol, 1e9, 1e9);
            if (results.Single(result => result.ToFastest is not null).ToFastest!.Verdict != RatioVerdict.NoDifference) shown++;
        }
        // 5 % with three standard errors in 2,000.
        (shown / (double)Repeats).ShouldBe(0.05, 0.0147);
    }

    [Fact]
    public async Task Difference_IsShownWithTheFastestAsReference()
    {
        var machine = new SimulatedMachine(4) { Between = 0.002, Walk = 0.01 };
        var results = await Run(machine, s_protocol, 1.1e6, 1e6);
        results[1].ToFastest.ShouldBeNull();
        results[0].ToFastest!.Verdict.ShouldBe(RatioVerdict.Slower);
        results[0].ToFastest!.Ratio.ShouldBe(1.1, 0.03);
    }

    private static LaunchOutcome Failed(LaunchOutcome outcome) => outcome with
    {
        Status = TrialStatus.Failed,
        Measured = null,
        FailureKind = WorkerFailureKind.Crash,
        Reason = "it crashed",
    };
}

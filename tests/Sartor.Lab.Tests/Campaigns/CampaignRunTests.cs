using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Campaigns.Storage;
using Sartor.Lab.Trials;

namespace Sartor.Lab.Tests.Campaigns;

public sealed class CampaignRunTests : IDisposable
{
    private const string Phone = "adb:1", Board = "ssh://board", Preparation = PlannedTrial.Preparation;

    private static readonly FailurePolicy s_atOnce = new() { CoolOff = TimeSpan.Zero, DeviceRest = TimeSpan.Zero };
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingListener _listener = new();
    private SqlCampaignStore _store;

    public CampaignRunTests() => _store = Open();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Campaign_RunsEachTrialOnceAndConversionsFirst()
    {
        _store.Add(Models(20).SelectMany(model => Planned(model, Phone, Board)));
        var (conversions, board) = (new ScriptedRunner(), new ScriptedRunner());
        var phone = new ScriptedRunner
        {
            During = (trial, _) =>
            {
                conversions.Ran.ShouldContain(conversion => conversion.Model == trial.Model);
                return Task.CompletedTask;
            },
        };
        await RunAsync(new() { [Preparation] = conversions, [Phone] = phone, [Board] = board });
        conversions.Ran.Count.ShouldBe(20);
        phone.Ran.Select(trial => trial.Model).ShouldBe(Models(20));
        board.Ran.Count.ShouldBe(20);
        _store.Trials().ShouldAllBe(trial => trial.State == TrialState.Finished && trial.Ending == TrialEnding.Succeeded);
        _listener.Lines[0].ShouldBe("started 60");
        foreach (var model in Models(20))
        {
            _listener.Lines.ShouldContain($"Succeeded {model} → tflite/float32 then Finished");
            _listener.Lines.ShouldContain($"runs {model} tflite/float32 tflite/xnnpack on {Phone}");
        }
    }

    /// <summary>A lane that asks for work just while a conversion frees it must not take that for the end.</summary>
    [Fact]
    public async Task Trial_ThatIsFreedBetweenTwoQuestions_IsRun()
    {
        _store.Add(Planned("a", Phone));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = InterposedStore.Of(_store, (method, arguments) =>
        {
            if (method != nameof(ICampaignStore.NextDue) || arguments[0] as string != Phone) return;
            asked.TrySetResult();
            SpinWait.SpinUntil(() => !_store.IsBlocked(Phone), TimeSpan.FromSeconds(30)).ShouldBeTrue();
        });
        await new CampaignRun(store, s_atOnce, _listener, TimeProvider.System).RunAsync(
            new Dictionary<string, ITrialRunner>
            {
                [Preparation] = new ScriptedRunner { During = (_, _) => asked.Task },
                [Phone] = new ScriptedRunner(),
            },
            CancellationToken.None);
        _store.Trials().ShouldAllBe(trial => trial.Ending == TrialEnding.Succeeded);
    }

    /// <summary>The last attempt of a trial is not spent on a device that is away.</summary>
    [Fact]
    public async Task Trial_WhoseDeviceIsAwayAtItsLastAttempt_WaitsForIt()
    {
        _store.Add(Planned("a", Phone));
        var lost = new TrialOutcome(TrialEnding.Transient, "lost");
        var phone = new ScriptedRunner((_, attempt) => attempt <= 3 ? lost : ScriptedRunner.Success)
        {
            Probe = probe => probe <= 4 ? "is away" : null,
        };
        await new CampaignRun(_store, s_atOnce with { DeviceFailures = 9 }, _listener, TimeProvider.System).RunAsync(
            new Dictionary<string, ITrialRunner> { [Preparation] = new ScriptedRunner(), [Phone] = phone }, CancellationToken.None);
        phone.Probes.ShouldBe(5);
        _store.Trials().ShouldAllBe(trial => trial.Ending == TrialEnding.Succeeded);
        _listener.Lines.ShouldContain($"{Phone} {LaneState.Ready}");
    }

    [Fact]
    public async Task FinishedTrial_IsNotRunAgain()
    {
        _store.Add(Planned("a", Phone));
        await RunAsync(new() { [Preparation] = new ScriptedRunner(), [Phone] = new ScriptedRunner() });
        _store.Add(Planned("a", Phone).Concat(Planned("b", Phone)));
        var later = new ScriptedRunner();
        await RunAsync(new() { [Preparation] = new ScriptedRunner(), [Phone] = later });
        later.Ran.Select(trial => trial.Model).ShouldBe(["b"]);
    }

    [Theory]
    [InlineData(1, TrialEnding.Succeeded, 2)]
    [InlineData(2, TrialEnding.Succeeded, 3)]
    [InlineData(3, TrialEnding.Transient, 3)]
    public async Task TransientFailure_IsRetriedUpToItsLimit(int failures, TrialEnding ending, int attempts)
    {
        _store.Add(Planned("a", Phone));
        var phone = new ScriptedRunner((_, attempt) =>
            attempt <= failures ? new TrialOutcome(TrialEnding.Transient, "offline") : ScriptedRunner.Success);
        await RunAsync(new() { [Preparation] = new ScriptedRunner(), [Phone] = phone });
        var trial = _store.Trials().Last();
        (trial.State, trial.Ending, trial.Attempts).ShouldBe((TrialState.Finished, ending, attempts));
        _store.Attempts(trial.Number).Count.ShouldBe(attempts);
    }

    [Fact]
    public async Task ModelThatCrashesTheEngineEachTime_IsQuarantinedAndTheCampaignEnds()
    {
        _store.Add(Models(3).SelectMany(model => Planned(model, Phone, Board)));
        TrialOutcome Crash(CampaignTrial trial, int attempt) =>
            trial.Model == "m1" ? new TrialOutcome(TrialEnding.Permanent, "the worker crashed") : ScriptedRunner.Success;
        await RunAsync(
            new() { [Preparation] = new ScriptedRunner(), [Phone] = new ScriptedRunner(Crash), [Board] = new ScriptedRunner(Crash) },
            s_atOnce with { PoisonAfter = 1 });
        _store.Trials().Where(trial => trial is { Model: "m1", Step: CampaignStep.Measure })
            .ShouldAllBe(trial => trial.State == TrialState.Quarantined && trial.Reason != null);
        _store.Trials().Where(trial => trial.Model != "m1").ShouldAllBe(trial => trial.Ending == TrialEnding.Succeeded);
    }

    [Fact]
    public async Task RefusedConversion_SkipsWhatNeedsItAndNothingElse()
    {
        _store.Add(Models(2).SelectMany(model => Planned(model, Phone)));
        var conversions = new ScriptedRunner((trial, _) =>
            trial.Model == "m0" ? new TrialOutcome(TrialEnding.Refused, "NonZero cannot be") : ScriptedRunner.Success);
        var phone = new ScriptedRunner();
        await RunAsync(new() { [Preparation] = conversions, [Phone] = phone });
        phone.Ran.Select(trial => trial.Model).ShouldBe(["m1"]);
        _store.Trials().Select(trial => trial.Ending).ShouldBe(
            [TrialEnding.Refused, TrialEnding.Skipped, TrialEnding.Succeeded, TrialEnding.Succeeded]);
    }

    [Fact]
    public async Task DeviceThatFailsInARow_RestsAndComesBack()
    {
        _store.Add(Models(4).SelectMany(model => Planned(model, Phone)));
        var isOnline = false;
        var phone = new ScriptedRunner((_, _) => isOnline ? ScriptedRunner.Success : new TrialOutcome(TrialEnding.Transient, "offline"))
        {
            Probe = probe => (isOnline = probe >= 3) ? null : "adb:1: offline",
        };
        await RunAsync(new() { [Preparation] = new ScriptedRunner(), [Phone] = phone }, s_atOnce with { Attempts = 9 });
        _store.Trials().ShouldAllBe(trial => trial.Ending == TrialEnding.Succeeded);
        phone.Probes.ShouldBe(3);
        _listener.Lines.Where(line => line.StartsWith(Phone, StringComparison.Ordinal)).ShouldBe(
            [$"{Phone} Quarantined adb:1: offline", $"{Phone} Quarantined adb:1: offline", $"{Phone} Ready"]);
    }

    [Fact]
    public async Task DeviceThatStaysAway_LeavesItsTrialsForTheNextRun()
    {
        _store.Add(Models(5).SelectMany(model => Planned(model, Phone, Board)));
        var phone = new ScriptedRunner((_, _) => new TrialOutcome(TrialEnding.Transient, "offline")) { Probe = _ => "gone" };
        var board = new ScriptedRunner();
        await RunAsync(
            new() { [Preparation] = new ScriptedRunner(), [Phone] = phone, [Board] = board },
            s_atOnce with { DeviceProbes = 2, Attempts = 9 });
        board.Ran.Count.ShouldBe(5);
        _listener.Lines.ShouldContain($"{Phone} GivenUp gone");
        _store.Trials().Where(trial => trial.Lane == Phone).ShouldAllBe(trial => trial.State == TrialState.Waiting);
        var again = new ScriptedRunner();
        await RunAsync(new() { [Preparation] = new ScriptedRunner(), [Phone] = again, [Board] = new ScriptedRunner() });
        again.Ran.Count.ShouldBe(5);
    }

    [Fact]
    public async Task EndedRun_LeavesNothingRunningAndLosesNothing()
    {
        const int Trials = 60;
        _store.Add(Models(Trials).SelectMany(model => Planned(model, Phone)));
        var rounds = 0;
        for (; _store.Trials().Any(trial => trial.State != TrialState.Finished) && rounds < 100; rounds++)
        {
            using var ending = new CancellationTokenSource();
            var left = rounds + 1;
            var phone = new ScriptedRunner
            {
                During = async (_, cancellation) =>
                {
                    if (--left < 0) await ending.CancelAsync();
                    cancellation.ThrowIfCancellationRequested();
                },
            };
            try
            {
                await RunAsync(new() { [Preparation] = new ScriptedRunner(), [Phone] = phone }, cancellation: ending.Token);
            }
            catch (OperationCanceledException)
            {
                _store.Trials().ShouldNotContain(trial => trial.State == TrialState.Running);
            }
            _store.Dispose();
            _store = Open();
        }
        rounds.ShouldBeInRange(5, 50);
        foreach (var trial in _store.Trials())
            _store.Attempts(trial.Number).Select(attempt => attempt.Ending).ShouldBe([TrialEnding.Succeeded], $"{trial}");
    }

    [Fact]
    public async Task LanesOfOneMachine_TakeTurns()
    {
        _store.Add(Models(30).SelectMany(model => Planned(model, "host", Phone)));
        var (inside, most) = (0, 0);
        async Task Enter(CampaignTrial trial, CancellationToken cancellation)
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Delay(1, cancellation);
            Interlocked.Decrement(ref inside);
        }
        await RunAsync(
            new()
            {
                [Preparation] = new ScriptedRunner { During = Enter },
                ["host"] = new ScriptedRunner { During = Enter },
                [Phone] = new ScriptedRunner(),
            },
            sharing: [Preparation, "host"]);
        most.ShouldBe(1);
        _store.Trials().ShouldAllBe(trial => trial.Ending == TrialEnding.Succeeded);
    }

    [Fact]
    public async Task LanesOfTwoMachines_RunAtOnce()
    {
        _store.Add([Measurement("a", Phone), Measurement("b", Board)]);
        using var both = new Barrier(2);
        Task Meet(CampaignTrial trial, CancellationToken cancellation) => Task.Run(
            () => both.SignalAndWait(TimeSpan.FromSeconds(60), cancellation).ShouldBeTrue(), cancellation);
        await RunAsync(new() { [Phone] = new ScriptedRunner { During = Meet }, [Board] = new ScriptedRunner { During = Meet } });
        _store.Trials().ShouldAllBe(trial => trial.Ending == TrialEnding.Succeeded);
    }

    [Fact]
    public async Task StateThatCannotBeWritten_EndsTheRunWithItsReason()
    {
        _store.Add(Models(3).SelectMany(model => Planned(model, Phone)));
        var phone = new ScriptedRunner
        {
            During = (_, _) => throw new OutputException("state.db", "database or disk is full"),
        };
        var e = await Should.ThrowAsync<OutputException>(
            RunAsync(new() { [Preparation] = new ScriptedRunner(), [Phone] = phone }));
        e.Message.ShouldContain("disk is full");
    }

    private SqlCampaignStore Open() => new(new SqliteDialect(Path.Combine(_folder.Path, "state.db")));

    private Task RunAsync(
        Dictionary<string, ITrialRunner> lanes, FailurePolicy? failures = null, string[]? sharing = null,
        CancellationToken cancellation = default) =>
        new CampaignRun(_store, failures ?? s_atOnce, _listener, TimeProvider.System) { Sharing = sharing ?? [] }
            .RunAsync(lanes, cancellation);

    private static IEnumerable<string> Models(int count) => Enumerable.Range(0, count).Select(i => $"m{i}");

    private static IEnumerable<PlannedTrial> Planned(string model, params string[] lanes)
    {
        var conversion = new PlannedTrial(
            StepKey.Of("test").With("convert", model), CampaignStep.Convert, Preparation, model, "tflite/float32");
        return lanes.Select(lane => Measurement(model, lane) with { Needs = conversion.Key }).Prepend(conversion);
    }

    private static PlannedTrial Measurement(string model, string lane) =>
        new(StepKey.Of("test").With("measure", model).With("lane", lane), CampaignStep.Measure, lane, model, "tflite/float32")
        {
            Engine = "tflite",
            Delegate = "xnnpack",
        };
}

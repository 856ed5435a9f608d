using Sartor.Core;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Campaigns.Storage;
using Sartor.Lab.Trials;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Campaigns;

public sealed class SessionAnchorTests : IDisposable
{
    private const double Limit = 0.1;
    private static readonly EngineTarget s_cpu = new("tflite", "xnnpack"), s_gpu = new("tflite", "gpu");
    private readonly SqlCampaignStore _store = new(new SqliteDialect(SqliteDialect.InMemory));
    private readonly JumpingTime _time = new();

    public void Dispose() => _store.Dispose();

    /// <summary>
    /// A device is hot for an hour of a day: it slows down by 30 % in a quarter of an hour and recovers as slowly. Both kinds of error are
    /// counted: trials that it was slow for and that are not marked, and trials that are marked though it had its usual speed.
    /// </summary>
    [Fact]
    public async Task SlowDevice_IsToldFromSlowModels()
    {
        static double Hot(double minute) => 1 + (0.3 * Math.Clamp(Math.Min(minute - 200, 290 - minute) / 15, 0, 1));
        var device = await RunAsync(500, Hot);
        var drift = new AnchorDrift(_store.Anchors(), Limit);
        var (slow, missed, usual, wronged) = (0, 0, 0, 0);
        foreach (var (trial, started, least, most) in device.Ran)
        {
            var isMarked = drift.Of(trial, started).ShouldNotBeNull().IsDrift;
            if (least > 1 + Limit + 0.03)
            {
                slow++;
                if (!isMarked) missed++;
            }
            if (most > 1.02) continue;
            usual++;
            if (isMarked) wronged++;
        }
        slow.ShouldBeGreaterThan(60);
        usual.ShouldBeGreaterThan(380);
        missed.ShouldBeLessThanOrEqualTo(1, $"of {slow} trials on the slow device");
        // Those between the last anchor at usual speed and the first slow one.
        wronged.ShouldBeLessThanOrEqualTo(6, $"of {usual} trials on the device at its usual speed");
    }

    /// <summary>What the models take is none of the anchor's business: it was as fast as ever beside them.</summary>
    [Fact]
    public async Task SlowModels_OnASteadyDevice_AreNotMarked()
    {
        var device = await RunAsync(500, _ => 1);
        var drift = new AnchorDrift(_store.Anchors(), Limit);
        device.Ran.Count(ran => drift.Of(ran.Trial, ran.StartedUtc)!.IsDrift).ShouldBe(0);
        device.Ran.Select(ran => drift.Of(ran.Trial, ran.StartedUtc)!.Ratio).ShouldAllBe(ratio => ratio > 0.95 && ratio < 1.05);
    }

    /// <summary>A device that is only noisy has wide intervals, which say nothing.</summary>
    [Fact]
    public async Task NoisyDevice_IsHardlyEverMarked()
    {
        var device = await RunAsync(500, _ => 1, noise: 0.1);
        var drift = new AnchorDrift(_store.Anchors(), Limit);
        device.Ran.Count(ran => drift.Of(ran.Trial, ran.StartedUtc)!.IsDrift).ShouldBeLessThan(25);
    }

    [Fact]
    public async Task FasterDevice_IsMarked()
    {
        var device = await RunAsync(60, minute => minute < 45 ? 1 : 0.7);
        var drift = new AnchorDrift(_store.Anchors(), Limit);
        device.Ran.Where(ran => drift.Of(ran.Trial, ran.StartedUtc)!.IsDrift).ShouldNotBeEmpty();
        device.Ran.Where(ran => ran.Most < 0.75).ShouldAllBe(ran => drift.Of(ran.Trial, ran.StartedUtc)!.IsDrift);
    }

    [Fact]
    public async Task Anchors_ComeFirstAgainAfterTheirIntervalAndInTheEnd()
    {
        var measured = new List<(EngineTarget, double)>();
        var anchors = Anchors((target, _) =>
        {
            measured.Add((target, _time.GetElapsedTime(0).TotalMinutes));
            return Task.FromResult(Anchor(target));
        });
        foreach (var target in new[] { s_cpu, s_gpu, s_cpu, s_cpu })
        {
            (await anchors.BeforeAsync(target, default)).ShouldBeNull();
            _time.Advance(TimeSpan.FromMinutes(4));
        }
        (await anchors.EndAsync(default)).ShouldBeEmpty();
        measured.ShouldBe([(s_cpu, 0), (s_gpu, 4), (s_cpu, 12), (s_cpu, 16), (s_gpu, 16)]);
        _store.Anchors().Count.ShouldBe(5);
    }

    [Fact]
    public async Task ModelThatAnEngineCannotRun_IsToldOnce()
    {
        var asked = 0;
        var anchors = Anchors((_, _) => ++asked > 0 ? throw new EngineException("tflite", "cannot run it") : null!);
        (await anchors.BeforeAsync(s_cpu, default)).ShouldBe("there is no session anchor on tflite/xnnpack: tflite: cannot run it.");
        (await anchors.BeforeAsync(s_cpu, default)).ShouldBeNull();
        asked.ShouldBe(1);
        (await anchors.EndAsync(default)).ShouldBeEmpty();
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task DeviceThatFails_FailsForTheTrialAndIsAskedAgain()
    {
        var asked = 0;
        var anchors = Anchors((target, _) =>
            ++asked == 1 ? throw new DeviceException("adb:1", "is away") : Task.FromResult(Anchor(target)));
        await Should.ThrowAsync<DeviceException>(anchors.BeforeAsync(s_cpu, default));
        (await anchors.BeforeAsync(s_cpu, default)).ShouldBeNull();
        asked.ShouldBe(2);
    }

    /// <summary>Days may lie between two runs: what comes after a trial counts only in its own.</summary>
    [Fact]
    public void AnchorOfTheNextRun_IsNotThatAfterATrial()
    {
        var drift = new AnchorDrift([At(0, run: 0, 100), At(10, run: 0, 100), At(20, run: 1, 150), At(30, run: 1, 100)], Limit);
        drift.Of(Trial(), Minute(-1)).ShouldBeNull();
        drift.Of(Trial(), Minute(5))!.After.ShouldNotBeNull().StartedUtc.ShouldBe(Minute(10));
        var last = drift.Of(Trial(), Minute(15)).ShouldNotBeNull();
        (last.After, last.IsDrift, last.Ratio).ShouldBe((null, false, 1));
        var next = drift.Of(Trial(), Minute(25)).ShouldNotBeNull();
        next.IsDrift.ShouldBeTrue();
        next.Ratio.ShouldBe(Math.Sqrt(1.5), 1e-12);
    }

    [Fact]
    public void AnchorsOfAnotherModelOrEngine_AreNotCompared()
    {
        CampaignAnchor[] anchors =
            [At(0, 0, 100), At(10, 0, 900) with { Series = "other" }, At(20, 0, 900) with { Delegate = "gpu", Series = "gpu" }];
        var drift = new AnchorDrift(anchors, Limit);
        var anchor = drift.Of(Trial(), Minute(5)).ShouldNotBeNull();
        (anchor.Ratio, anchor.After).ShouldBe((1, null));
    }

    private static DateTimeOffset Minute(double minute) => new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute);

    private static CampaignAnchor At(double minute, int run, double ns) =>
        new("phone", "tflite", "xnnpack", "s", Minute(run * 100), Minute(minute), ns, ns * 0.99, ns * 1.01);

    private CampaignAnchor Anchor(EngineTarget target) =>
        new("phone", target.Engine, target.Delegate, "s", default, _time.GetUtcNow(), 100, 99, 101);

    private SessionAnchors Anchors(Func<EngineTarget, CancellationToken, Task<CampaignAnchor>> measure) =>
        new(_store, _time, TimeSpan.FromMinutes(10), measure);

    private CampaignTrial Trial()
    {
        if (!_store.Trials().Any()) _store.Add([Planned(0)]);
        return _store.Trials().First();
    }

    private static PlannedTrial Planned(int number) =>
        new(StepKey.Of("test").With("n", number), CampaignStep.Measure, "phone", $"m{number}", "source")
        {
            Engine = "tflite",
            Delegate = "xnnpack",
        };

    private async Task<DriftingDevice> RunAsync(int trials, Func<double, double> slowness, double noise = 0.015)
    {
        _store.Add(Enumerable.Range(0, trials).Select(Planned));
        var device = new DriftingDevice(_store, _time, slowness, noise);
        await new CampaignRun(_store, new FailurePolicy(), new RecordingListener(), _time).RunAsync(
            new Dictionary<string, ITrialRunner> { ["phone"] = device }, CancellationToken.None);
        device.Ran.Count.ShouldBe(trials);
        // First, each ten minutes (which fall on trials of one minute), and last.
        _store.Anchors().Count.ShouldBeInRange(trials / 11, (trials / 10) + 2);
        return device;
    }
}

using Sartor.Lab.Campaigns;
using Sartor.Lab.Trials;

namespace Sartor.Contracts.Campaigns;

/// <summary>What every store of a campaign has to do.</summary>
public abstract class CampaignStoreContract : IDisposable
{
    private const string Phone = "adb:1", Board = "ssh://board";
    private static readonly DateTimeOffset s_now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A store over the same place at each call; the one before was disposed of.</summary>
    protected abstract ICampaignStore Open();

    public virtual void Dispose() => GC.SuppressFinalize(this);

    [Fact]
    public void EmptyStore_HasNothing()
    {
        using var store = Open();
        store.Count().ShouldBeEmpty();
        store.Trials().ShouldBeEmpty();
        store.TryClaim(Phone, s_now).ShouldBeNull();
        store.NextDue(Phone).ShouldBeNull();
        store.IsBlocked(Phone).ShouldBeFalse();
        store.Note("file").ShouldBeNull();
        store.Result(1).ShouldBeNull();
        store.Attempts(1).ShouldBeEmpty();
        store.Reopen(s_now, 1).ShouldBe(0);
        store.Retry(TrialSelection.All).ShouldBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a'; DROP TABLE trial; --")]
    [InlineData("µ \"quoted\"\n🧵")]
    public void Note_IsReplacedAndOutlivesTheStore(string value)
    {
        using (var store = Open())
        {
            store.SetNote("file", "before");
            store.SetNote("file", value);
        }
        using var later = Open();
        later.Note("file").ShouldBe(value);
        later.Note("other").ShouldBeNull();
    }

    [Fact]
    public void Anchors_ComeBackInTheirOrder()
    {
        CampaignAnchor[] anchors =
        [
            new(Phone, "tflite", "xnnpack", "a", s_now, s_now.AddMilliseconds(7), 1.25e6, 1.2e6, 1.3000000000000003e6),
            new(Board, "it's", "µ\n", "b", s_now.AddDays(1), s_now, 0.5, 0.25, double.MaxValue),
        ];
        using (var store = Open())
        {
            store.Anchors().ShouldBeEmpty();
            foreach (var anchor in anchors) store.AddAnchor(anchor);
        }
        using var later = Open();
        later.Anchors().ShouldBe(anchors);
        later.Count().ShouldBeEmpty();
    }

    [Fact]
    public void Trials_ComeBackAsTheyWereAndInTheirOrder()
    {
        PlannedTrial[] planned =
        [
            Conversion("a.onnx"),
            Measurement("a.onnx", Phone) with { Needs = Conversion("a.onnx").Key },
            Measurement("a '\"\n🧵.onnx", Board, threads: 4),
        ];
        using (var store = Open()) store.Add(planned).ShouldBe(3);
        using var later = Open();
        var found = later.Trials().ToArray();
        found.Select(trial => trial.Number).ShouldBe([1, 2, 3]);
        foreach (var (trial, plan) in found.Zip(planned))
        {
            trial.Id.ShouldBe(plan.Key.Id);
            (trial.Step, trial.Lane, trial.Model, trial.Variant).ShouldBe((plan.Step, plan.Lane, plan.Model, plan.Variant));
            (trial.Engine, trial.Delegate, trial.Threads).ShouldBe((plan.Engine, plan.Delegate, plan.Threads));
            (trial.Ending, trial.Reason, trial.Attempts).ShouldBe((TrialEnding.None, null, 0));
        }
        found.Select(trial => trial.State).ShouldBe([TrialState.Waiting, TrialState.Blocked, TrialState.Waiting]);
        found[1].Needs.ShouldBe(1);
        (found[0].Needs, found[2].Needs).ShouldBe((null, null));
    }

    [Fact]
    public void Keys_OutliveTheStoreLineByLine()
    {
        StepKey[] keys = [.. new[] { 4, 8 }.Select(n => Key("a").With("device", "a\\b\nc '\"🧵").With("n", n).With("n", 8).With("x", ""))];
        using (var store = Open()) store.Add(keys.Select(key => Measurement("a", Phone) with { Key = key }));
        using var later = Open();
        later.Trials().Select(trial => later.Key(trial.Number)).ShouldBe(keys);
    }

    [Fact]
    public void Add_OfKnownTrials_LeavesThemAsTheyAre()
    {
        using var store = Open();
        store.Add([Measurement("a", Phone), Measurement("b", Phone)]);
        Finish(store, Phone, "{}");
        store.Add([Measurement("a", Phone), Measurement("c", Phone), Measurement("b", Phone)]).ShouldBe(1);
        store.Trials().Select(trial => (trial.Model, trial.State)).ShouldBe(
            [("a", TrialState.Finished), ("b", TrialState.Waiting), ("c", TrialState.Waiting)]);
    }

    [Fact]
    public void Add_OfATrialThatNeedsAnUnknownOne_AddsNothing()
    {
        using var store = Open();
        Should.Throw<ArgumentException>(
            () => store.Add([Measurement("a", Phone), Measurement("b", Phone) with { Needs = Conversion("b").Key }]));
        store.Trials().ShouldBeEmpty();
    }

    [Fact]
    public void Add_BehindTrialsThatEnded_StartsWhereTheyLeaveIt()
    {
        using var store = Open();
        store.Add([Conversion("a"), Conversion("b")]);
        Finish(store, PlannedTrial.Preparation, "{}");
        End(store, PlannedTrial.Preparation, TrialEnding.Refused, NextStep.Finish, "no such operator");
        store.Add([Behind("a", Phone), Behind("b", Phone)]);
        var trials = store.Trials().ToArray();
        trials[2].State.ShouldBe(TrialState.Waiting);
        (trials[3].State, trials[3].Ending).ShouldBe((TrialState.Finished, TrialEnding.Skipped));
        trials[3].Reason.ShouldNotBeNull().ShouldContain("no such operator");
    }

    [Fact]
    public void Claim_TakesTheFirstOfItsLaneAndEachOnce()
    {
        using var store = Open();
        store.Add([Measurement("a", Board), Measurement("b", Phone), Measurement("c", Phone)]);
        store.TryClaim(Phone, s_now)!.Model.ShouldBe("b");
        store.TryClaim(Phone, s_now)!.Model.ShouldBe("c");
        store.TryClaim(Phone, s_now).ShouldBeNull();
        store.TryClaim(PlannedTrial.Preparation, s_now).ShouldBeNull();
        store.TryClaim(Board, s_now)!.State.ShouldBe(TrialState.Running);
    }

    [Fact]
    public void Claim_BeforeItIsDue_WaitsForIt()
    {
        using var store = Open();
        store.Add([Measurement("a", Phone), Measurement("b", Phone)]);
        End(store, Phone, TrialEnding.Transient, NextStep.RetryAt(s_now.AddSeconds(30)), "offline");
        store.TryClaim(Phone, s_now)!.Model.ShouldBe("b");
        store.TryClaim(Phone, s_now.AddSeconds(29)).ShouldBeNull();
        store.NextDue(Phone).ShouldBe(s_now.AddSeconds(30));
        var again = store.TryClaim(Phone, s_now.AddSeconds(30)).ShouldNotBeNull();
        (again.Model, again.Attempts, again.Ending, again.Reason).ShouldBe(("a", 1, TrialEnding.Transient, "offline"));
    }

    [Theory, InlineData("{}"), InlineData("{\"name\": \"µ \\\"quoted\\\" 🧵\"}")]
    public void Result_OutlivesTheStore(string json)
    {
        using (var store = Open())
        {
            store.Add([Measurement("a", Phone)]);
            Finish(store, Phone, json);
        }
        using var later = Open();
        later.Result(1).ShouldBe(json);
        var trial = later.Trials().Single();
        (trial.State, trial.Ending, trial.Attempts, trial.Reason).ShouldBe((TrialState.Finished, TrialEnding.Succeeded, 1, null));
        later.TryClaim(Phone, s_now).ShouldBeNull();
    }

    [Fact]
    public void Attempts_AreKeptOneByOne()
    {
        using var store = Open();
        store.Add([Measurement("a", Phone)]);
        End(store, Phone, TrialEnding.Transient, NextStep.RetryAt(s_now), "offline");
        End(store, Phone, TrialEnding.Permanent, NextStep.RetryAt(s_now), "crashed");
        Finish(store, Phone, "{}");
        store.Attempts(1).ShouldBe(
        [
            new TrialAttempt(1, s_now, s_now.AddSeconds(2), TrialEnding.Transient, "offline"),
            new TrialAttempt(1, s_now, s_now.AddSeconds(2), TrialEnding.Permanent, "crashed"),
            new TrialAttempt(1, s_now, s_now.AddSeconds(2), TrialEnding.Succeeded, null),
        ]);
        store.Attempts(2).ShouldBeEmpty();
    }

    [Fact]
    public void Completion_OfAnEarlierClaim_ChangesNothing()
    {
        using var store = Open();
        store.Add([Measurement("a", Phone)]);
        var stale = store.TryClaim(Phone, s_now)!;
        store.Reopen(s_now, 9);
        var fresh = store.TryClaim(Phone, s_now)!;
        store.Complete(stale, Outcome(TrialEnding.Succeeded, null, "\"stale\""), NextStep.Finish).ShouldBeFalse();
        store.Result(1).ShouldBeNull();
        store.Complete(fresh, Outcome(TrialEnding.Succeeded, null, "\"fresh\""), NextStep.Finish).ShouldBeTrue();
        store.Complete(fresh, Outcome(TrialEnding.Succeeded, null, "\"again\""), NextStep.Finish).ShouldBeFalse();
        store.Result(1).ShouldBe("\"fresh\"");
        store.Attempts(1).Select(attempt => attempt.Ending).ShouldBe([TrialEnding.Interrupted, TrialEnding.Succeeded]);
    }

    [Fact]
    public void Release_LetsTheTrialWaitAsBefore()
    {
        using var store = Open();
        store.Add([Measurement("a", Phone)]);
        var trial = store.TryClaim(Phone, s_now)!;
        store.Release(trial).ShouldBeTrue();
        store.Release(trial).ShouldBeFalse();
        store.Complete(trial, Outcome(TrialEnding.Succeeded, null, "{}"), NextStep.Finish).ShouldBeFalse();
        var again = store.TryClaim(Phone, s_now).ShouldNotBeNull();
        (again.Attempts, again.Ending).ShouldBe((0, TrialEnding.None));
        store.Attempts(1).ShouldBeEmpty();
        store.Release(trial).ShouldBeFalse();
    }

    [Fact]
    public void Success_FreesWhatNeedsIt()
    {
        using var store = Open();
        store.Add([Conversion("a"), Behind("a", Phone), Behind("a", Board)]);
        store.IsBlocked(Phone).ShouldBeTrue();
        store.TryClaim(Phone, s_now).ShouldBeNull();
        Finish(store, PlannedTrial.Preparation, "{}");
        store.IsBlocked(Phone).ShouldBeFalse();
        store.TryClaim(Phone, s_now).ShouldNotBeNull();
        store.TryClaim(Board, s_now).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(TrialEnding.Refused, false)]
    [InlineData(TrialEnding.Invalid, false)]
    [InlineData(TrialEnding.Permanent, true)]
    public void Failure_SkipsWhatNeedsItWithItsReason(TrialEnding ending, bool isQuarantined)
    {
        using var store = Open();
        var verdict = Behind("a", Phone) with { Step = CampaignStep.Verify, Key = Key("verify") };
        store.Add([Conversion("a"), verdict, Measurement("a", Phone) with { Needs = verdict.Key }, Measurement("b", Phone)]);
        End(store, PlannedTrial.Preparation, ending, isQuarantined ? NextStep.Quarantine : NextStep.Finish, "cannot be");
        var trials = store.Trials().ToArray();
        trials[0].State.ShouldBe(isQuarantined ? TrialState.Quarantined : TrialState.Finished);
        foreach (var skipped in trials[1..3])
        {
            (skipped.State, skipped.Ending).ShouldBe((TrialState.Finished, TrialEnding.Skipped));
            skipped.Reason.ShouldNotBeNull().ShouldContain("cannot be");
        }
        trials[3].State.ShouldBe(TrialState.Waiting);
    }

    [Fact]
    public void Retry_OfATransientFailure_LeavesTheOthersBlocked()
    {
        using var store = Open();
        store.Add([Conversion("a"), Behind("a", Phone)]);
        End(store, PlannedTrial.Preparation, TrialEnding.Transient, NextStep.RetryAt(s_now.AddSeconds(1)), "disk full");
        store.Trials().Select(trial => trial.State).ShouldBe([TrialState.Waiting, TrialState.Blocked]);
    }

    [Fact]
    public void Reopen_LetsWhatWasRunningWaitAndQuarantinesItInTheEnd()
    {
        using (var store = Open()) store.Add([Conversion("a"), Behind("a", Phone), Conversion("b")]);
        for (var run = 1; run <= 3; run++)
        {
            using var store = Open();
            store.TryClaim(PlannedTrial.Preparation, s_now)!.Model.ShouldBe("a");
            store.Dispose();
            using var later = Open();
            later.Reopen(s_now, 3).ShouldBe(1);
            later.Attempts(1).Count.ShouldBe(run);
        }
        using var last = Open();
        var trials = last.Trials().ToArray();
        (trials[0].State, trials[0].Ending).ShouldBe((TrialState.Quarantined, TrialEnding.Interrupted));
        trials[1].Ending.ShouldBe(TrialEnding.Skipped);
        trials[2].State.ShouldBe(TrialState.Waiting);
    }

    [Fact]
    public void PoisonModel_IsQuarantinedOnItsEngineAfterItsFailures()
    {
        using var store = Open();
        store.Add([Measurement("a", Phone), Measurement("a", Phone, 2), Measurement("a", Board), Measurement("b", Phone),
            Measurement("a", Phone) with { Engine = "other", Key = Key("other") }]);
        End(store, Phone, TrialEnding.Permanent, NextStep.Quarantine, "crashed");
        store.QuarantineModel("a", "tflite", 2, "poison").ShouldBe(0);
        End(store, Phone, TrialEnding.Permanent, NextStep.Quarantine, "crashed");
        store.QuarantineModel("a", "tflite", 2, "poison").ShouldBe(1);
        store.QuarantineModel("unknown", "tflite", 1, "poison").ShouldBe(0);
        store.Trials().Select(trial => trial.State).ShouldBe(
            [TrialState.Quarantined, TrialState.Quarantined, TrialState.Quarantined, TrialState.Waiting, TrialState.Waiting]);
        store.Trials().ElementAt(2).Reason.ShouldBe("poison");
    }

    [Fact]
    public void Retry_TakesWhatWasAskedForAndWhatWasSkippedBehindIt()
    {
        using var store = Open();
        store.Add([Conversion("a"), Behind("a", Phone), Conversion("b"), Behind("b", Phone), Measurement("c", Phone)]);
        End(store, PlannedTrial.Preparation, TrialEnding.Transient, NextStep.Finish, "disk full");
        End(store, PlannedTrial.Preparation, TrialEnding.Permanent, NextStep.Quarantine, "crashed");
        End(store, Phone, TrialEnding.Invalid, NextStep.Finish, "noisy");
        store.Retry(TrialSelection.Failed).ShouldBe(1);
        States(store).ShouldBe([TrialState.Waiting, TrialState.Blocked, TrialState.Quarantined, TrialState.Finished, TrialState.Finished]);
        store.Retry(TrialSelection.Quarantined).ShouldBe(1);
        States(store).ShouldBe([TrialState.Waiting, TrialState.Blocked, TrialState.Waiting, TrialState.Blocked, TrialState.Finished]);
        store.Retry(TrialSelection.Invalid).ShouldBe(1);
        States(store)[^1].ShouldBe(TrialState.Waiting);
        store.Attempts(1).Count.ShouldBe(1);
    }

    [Fact]
    public void Retry_OfEverything_RunsASuccessAgainAndReplacesItsResult()
    {
        using var store = Open();
        store.Add([Conversion("a"), Behind("a", Phone)]);
        Finish(store, PlannedTrial.Preparation, "1");
        Finish(store, Phone, "2");
        store.Retry(TrialSelection.All).ShouldBe(2);
        States(store).ShouldBe([TrialState.Waiting, TrialState.Blocked]);
        Finish(store, PlannedTrial.Preparation, "3");
        store.Result(1).ShouldBe("3");
    }

    [Fact]
    public void Count_IsByLaneStepStateAndEnding()
    {
        using var store = Open();
        store.Add([Conversion("a"), Behind("a", Phone), Measurement("b", Phone), Measurement("c", Phone)]);
        End(store, Phone, TrialEnding.Invalid, NextStep.Finish, "noisy");
        store.Count().ShouldBe(
        [
            new TrialCount(PlannedTrial.Preparation, CampaignStep.Convert, TrialState.Waiting, TrialEnding.None, 1),
            new TrialCount(Phone, CampaignStep.Measure, TrialState.Blocked, TrialEnding.None, 1),
            new TrialCount(Phone, CampaignStep.Measure, TrialState.Waiting, TrialEnding.None, 1),
            new TrialCount(Phone, CampaignStep.Measure, TrialState.Finished, TrialEnding.Invalid, 1),
        ]);
    }

    [Fact]
    public void Snapshot_IsNotChangedByWhatComesAfterIt()
    {
        using var store = Open();
        store.Add([Measurement("a", Phone)]);
        var claimed = store.TryClaim(Phone, s_now)!;
        store.Complete(claimed, Outcome(TrialEnding.Invalid, "noisy", null), NextStep.Finish);
        (claimed.State, claimed.Ending, claimed.Reason).ShouldBe((TrialState.Running, TrialEnding.None, null));
    }

    [Fact]
    public void SecondProcess_CannotOpenTheCampaign()
    {
        using var store = Open();
        Should.Throw<Sartor.Core.OutputException>(Open).Message.ShouldContain("another process");
        store.Add([Measurement("a", Phone)]).ShouldBe(1);
    }

    [Fact]
    public async Task Threads_ThatClaimAtOnce_GetEachTrialOnce()
    {
        const int Trials = 200, Threads = 8;
        using var store = Open();
        store.Add(Enumerable.Range(0, Trials).Select(i => Measurement($"{i}", Phone)));
        var claimed = await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            var mine = new List<long>();
            while (store.TryClaim(Phone, s_now) is { } trial)
            {
                mine.Add(trial.Number);
                store.Complete(trial, Outcome(TrialEnding.Succeeded, null, "{}"), NextStep.Finish).ShouldBeTrue();
            }
            return mine;
        })));
        claimed.SelectMany(mine => mine).Order().ShouldBe(Enumerable.Range(1, Trials).Select(i => (long)i));
        store.Trials().ShouldAllBe(trial => trial.State == TrialState.Finished && trial.Attempts == 1);
    }

    [Fact]
    public void ManyTrials_AreReadInTheirOrder()
    {
        using var store = Open();
        store.Add(Enumerable.Range(0, 5_001).Select(i => Measurement($"{i}", Phone))).ShouldBe(5_001);
        store.Trials().Select(trial => trial.Model).ShouldBe(Enumerable.Range(0, 5_001).Select(i => $"{i}"));
    }

    private static TrialState[] States(ICampaignStore store) => [.. store.Trials().Select(trial => trial.State)];

    private static void Finish(ICampaignStore store, string lane, string json) =>
        store.Complete(store.TryClaim(lane, s_now)!, Outcome(TrialEnding.Succeeded, null, json), NextStep.Finish).ShouldBeTrue();

    private static void End(ICampaignStore store, string lane, TrialEnding ending, NextStep next, string reason) =>
        store.Complete(store.TryClaim(lane, s_now)!, Outcome(ending, reason, null), next).ShouldBeTrue();

    private static TrialOutcome Outcome(TrialEnding ending, string? reason, string? json) =>
        new(ending, reason, json) { StartedUtc = s_now, EndedUtc = s_now.AddSeconds(2) };

    private static StepKey Key(string name) => StepKey.Of("test-1").With("name", name);

    private static PlannedTrial Conversion(string model) =>
        new(Key($"convert {model}"), CampaignStep.Convert, PlannedTrial.Preparation, model, "tflite/int8");

    private static PlannedTrial Measurement(string model, string lane, int threads = 1) =>
        new(Key($"measure {model} {lane} {threads}"), CampaignStep.Measure, lane, model, "source")
        {
            Engine = "tflite",
            Delegate = "xnnpack",
            Threads = threads,
        };

    private static PlannedTrial Behind(string model, string lane) => Measurement(model, lane) with { Needs = Conversion(model).Key };
}

using System.Text.Json.Nodes;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Scores;
using Sartor.Lab.Trials;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>A fit takes finished steps of earlier ones, and only those that it would do in the same way.</summary>
public sealed class FitReuseTests : IDisposable
{
    private readonly FitReuseFixture _fit = new();

    public void Dispose() => _fit.Dispose();

    [Fact]
    public void SecondFit_WithMeasurements_RunsNothingAndSaysTheSame()
    {
        var first = _fit.Run();
        (_fit.Loads > 0, _fit.Inferences > 0, _fit.Launches > 0).ShouldBe((true, true, true));
        // There is a precision with nothing to do in so small a network: refusals are found again too.
        first.Variants.Select(v => v.Outcome).Distinct().Count().ShouldBe(2);
        first.Recommendation.Pick.ShouldNotBeNull(first.Recommendation.Reason);

        var second = _fit.Run(options => options with { ReuseMeasurements = true });

        (_fit.Loads, _fit.Inferences, _fit.Launches).ShouldBe((0, 0, 0));
        Text(second).ShouldBe(Text(first));
        var made = second.Variants.Where(v => v.File is not null).ToArray();
        made.ShouldAllBe(v => v.Conversion!.ReusedFromUtc >= first.StartedUtc && v.Conversion.ReusedFromUtc < second.StartedUtc);
        made.SelectMany(v => v.Verdicts).ShouldAllBe(v => v.ReusedFromUtc >= first.StartedUtc);
        second.Variants.SelectMany(v => v.Trials).ShouldAllBe(t => t.ReusedFromUtc >= first.StartedUtc);
        second.SourceReusedFromUtc.ShouldNotBeNull();
        first.Variants.SelectMany(v => v.Trials).ShouldAllBe(t => t.ReusedFromUtc == null);
        // Files are copies: the result outlives the store.
        Directory.Delete(_fit.Store, recursive: true);
        foreach (var variant in made)
            Formats.ModelFile.Sha256(Path.Combine(_fit.Root, "result-1", variant.File!)).ShouldBe(variant.Sha256);
    }

    [Fact]
    public void Profile_IsThatOfTheFastestTrialAndReusedWithMeasurementsOnly()
    {
        var first = _fit.Run();
        var measured = first.Variants.Where(v => v.Trials.Any(t => t.Latency is not null)).ToArray();
        measured.Length.ShouldBeGreaterThan(1);
        _fit.Profiles.ShouldBe(measured.Length);
        foreach (var variant in measured)
        {
            var fastest = variant.Trials.Where(t => t.Latency is not null).MinBy(t => t.Latency!.MedianNs)!;
            variant.Profile.ShouldNotBeNull().Target.ShouldBe(fastest.Target);
            variant.Profile!.Steps.Single().Kernel.ShouldBe(variant.Sha256);
            variant.Profile.ReusedFromUtc.ShouldBeNull();
        }
        first.Variants.Except(measured).ShouldAllBe(v => v.Profile == null);

        _fit.Run().Variants.ShouldAllBe(v => v.Profile == null || v.Profile.ReusedFromUtc == null);
        _fit.Profiles.ShouldBe(measured.Length, "a profile is a measurement");

        var third = _fit.Run(options => options with { ReuseMeasurements = true });
        _fit.Profiles.ShouldBe(0);
        third.Variants.Where(v => v.Profile is not null).ShouldAllBe(v => v.Profile!.ReusedFromUtc >= first.StartedUtc);
    }

    [Fact]
    public void ProfileThatFailed_IsAProblemOfTheResultAndTriedAgain()
    {
        _fit.ChangeProfile = profile => NodeProfile.Missing(profile.Target, "the worker was ended by SIGSEGV.");
        var first = _fit.Run();
        first.Recommendation.Pick.ShouldNotBeNull(first.Recommendation.Reason);
        first.Variants.Where(v => v.Profile is not null).ShouldAllBe(
            v => v.Profile!.Problem == "the worker was ended by SIGSEGV" && v.Profile.Steps.Count == 0);
        var failed = _fit.Profiles;
        _fit.ChangeProfile = profile => profile;
        _fit.Run(options => options with { ReuseMeasurements = true }).Variants.ShouldAllBe(v => v.Profile == null || v.Profile.Runs == 3);
        _fit.Profiles.ShouldBe(failed);
    }

    [Fact]
    public void SecondFit_WithoutTheOption_MeasuresAndNothingElse()
    {
        _fit.Run();
        var launches = _fit.Launches;
        var second = _fit.Run();
        (_fit.Loads, _fit.Inferences, _fit.Launches).ShouldBe((0, 0, launches));
        second.Variants.SelectMany(v => v.Trials).ShouldAllBe(t => t.ReusedFromUtc == null);
        second.Variants.SelectMany(v => v.Verdicts).Count(v => v.ReusedFromUtc is not null).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void FreshFit_TakesNothingAndKeepsEverything()
    {
        _fit.Run();
        var counts = (_fit.Loads, _fit.Inferences, _fit.Launches);
        var store = new RecordingStore(FileTrialStore.Open(_fit.Store, TimeProvider.System));
        var fresh = _fit.Run(options => options with { Fresh = true }, store: store);
        (_fit.Loads, _fit.Inferences, _fit.Launches).ShouldBe(counts);
        store.Found.ShouldBeEmpty();
        var next = _fit.Run(options => options with { ReuseMeasurements = true });
        next.Variants[1].Conversion!.ReusedFromUtc!.Value.ShouldBeGreaterThan(fresh.StartedUtc);
    }

    [Fact]
    public void FitWithoutAStore_KeepsNothing()
    {
        _fit.Run(options => options with { StoreFolder = null });
        Directory.Exists(_fit.Store).ShouldBeFalse();
    }

    [Fact]
    public void ChangedModel_IsDoneFromScratch()
    {
        _fit.Run();
        _fit.WriteModel(1.0001f);
        ShouldTakeNothing();
    }

    [Fact]
    public void ChangedNameOfTheModel_IsWrittenIntoTheFilesAnew()
    {
        _fit.Run();
        var renamed = Path.Combine(_fit.Root, "renamed.onnx");
        File.Move(_fit.Model, renamed);
        var second = _fit.Run(options => options with { ModelPath = renamed });
        second.Variants.ShouldAllBe(v => v.Conversion == null || v.Conversion.ReusedFromUtc == null);
        second.Variants.Single(v => v.Name == "int8").Conversion!.CalibrationReusedFromUtc.ShouldNotBeNull();
        second.SourceReusedFromUtc.ShouldNotBeNull();
    }

    [Fact]
    public void ChangedValueOfASample_IsSeenByVerification()
    {
        var first = _fit.Run();
        _fit.WriteData(value: 2.75);
        var second = _fit.Run(options => options with { ReuseMeasurements = true });
        second.Data.Split.CalibrationIds.ShouldBe(first.Data.Split.CalibrationIds);
        Verdicts(second).ShouldAllBe(v => v.ReusedFromUtc == null);
        second.SourceReusedFromUtc.ShouldBeNull();
        // What the samples have no part in stays: the float32 file.
        second.Variants.Single(v => v.Name == "float32").Conversion!.ReusedFromUtc.ShouldNotBeNull();
    }

    [Fact]
    public void ChangedCalibrationSample_QuantisesAnew()
    {
        var first = _fit.Run();
        var row = int.Parse(first.Data.Split.CalibrationIds[0], System.Globalization.CultureInfo.InvariantCulture);
        var lines = File.ReadAllLines(_fit.Data);
        lines[row + 1] = "0.5," + lines[row + 1].Split(',', 2)[1];
        File.WriteAllLines(_fit.Data, lines);
        var second = _fit.Run();
        second.Data.Split.CalibrationIds.ShouldBe(first.Data.Split.CalibrationIds);
        var int8 = second.Variants.Single(v => v.Name == "int8").Conversion!;
        (int8.ReusedFromUtc, int8.CalibrationReusedFromUtc).ShouldBe((null, null));
    }

    [Fact]
    public void ChangedLabel_IsSeenByVerification()
    {
        _fit.Run();
        _fit.WriteData(label: 1);
        var second = _fit.Run();
        Verdicts(second).ShouldAllBe(v => v.ReusedFromUtc == null);
    }

    [Fact]
    public void ChangedLimit_IsJudgedAnew()
    {
        _fit.Run();
        var second = _fit.Run(options => options with { Limits = options.Limits with { MaxSpreadError = 0.4 } });
        Verdicts(second).ShouldAllBe(v => v.ReusedFromUtc == null);
        second.SourceReusedFromUtc.ShouldNotBeNull();
        second.Variants.ShouldAllBe(v => v.File == null || v.Conversion!.ReusedFromUtc != null);
    }

    [Fact]
    public void ChangedScore_IsJudgedAnew()
    {
        _fit.Run();
        var second = _fit.Run(options => options with { Scores = [new TopKScore(2)] });
        Verdicts(second).ShouldAllBe(v => v.ReusedFromUtc == null && v.Scores[0].Name == "top2");
        second.SourceReusedFromUtc.ShouldNotBeNull();
    }

    [Fact]
    public void ChangedCalibrationMethod_QuantisesAnew()
    {
        _fit.Run();
        var second = _fit.Run(options => options with { Calibration = CalibrationMethod.Percentile });
        second.Variants.Single(v => v.Name == "int8").Conversion!.ReusedFromUtc.ShouldBeNull();
        second.Variants.Single(v => v.Name == "float32").Conversion!.ReusedFromUtc.ShouldNotBeNull();
    }

    [Fact]
    public void ChangedThreads_AreAnotherTrialAndAnotherVerdict()
    {
        _fit.Run();
        var launches = _fit.Launches;
        var second = _fit.Run(options => options with { Threads = 2, ReuseMeasurements = true });
        Verdicts(second).ShouldAllBe(v => v.ReusedFromUtc == null);
        _fit.Launches.ShouldBe(launches);
    }

    [Fact]
    public void TargetThatFailed_IsTriedAgain()
    {
        var broken = new EngineTarget("tflite", "none");
        _fit.IsBroken = target => target == broken;
        Verdicts(_fit.Run()).ShouldAllBe(v => v.Target != broken);
        _fit.IsBroken = _ => false;
        var second = _fit.Run();
        var made = second.Variants.Where(v => v.File is not null).ToArray();
        made.ShouldAllBe(v => v.VerdictOn(broken)!.Gate.Passed && v.VerdictOn(broken)!.ReusedFromUtc == null);
        made.Single(v => v.Name == "float32").VerdictOn(new("tflite", "xnnpack"))!.ReusedFromUtc.ShouldNotBeNull();
    }

    [Fact]
    public void CalibrationThatFailed_IsTriedAgain()
    {
        _fit.IsBroken = target => target.Engine == "tflite";
        _fit.Run().Variants.Single(v => v.Name == "int8").Outcome.ShouldBe(VariantOutcome.Refused);
        _fit.IsBroken = _ => false;
        _fit.Run().Variants.Single(v => v.Name == "int8").Outcome.ShouldBe(VariantOutcome.Made);
    }

    [Theory]
    [InlineData(TrialStatus.Failed, false, true)]
    [InlineData(TrialStatus.Refused, false, true)]
    // The engine loaded the model, and its plan shows that the delegate has no part in it: that stays so.
    [InlineData(TrialStatus.Refused, true, false)]
    public void TrialWithoutNumbers_IsTriedAgainUnlessThePlanOfTheEngineIsWhy(TrialStatus status, bool hasLoaded, bool again)
    {
        var delegation = new Delegation("xnnpack", "none", 1, 1, [new KernelCount("FULLY_CONNECTED", 1)], "the plan", []);
        _fit.ChangeLaunch = outcome => outcome.Delegate != "xnnpack" ? outcome : outcome with
        {
            Status = status,
            Measured = null,
            Reason = "no",
            Delegation = hasLoaded ? delegation : null,
        };
        var first = _fit.Run();
        // One delegate of each file.
        var files = first.Variants.Count(v => v.File is not null);
        first.Variants.SelectMany(v => v.Trials).Count(t => t.Outcome == status).ShouldBe(files);
        _fit.ChangeLaunch = outcome => outcome;
        var second = _fit.Run(options => options with { ReuseMeasurements = true });
        (_fit.Launches > 0).ShouldBe(again);
        second.Variants.SelectMany(v => v.Trials).Count(t => t.Outcome == status).ShouldBe(again ? 0 : files);
    }

    [Fact]
    public void FurtherPrecision_IsAllThatIsDone()
    {
        _fit.Run(options => options with { Precisions = [Precision.Float32] });
        var second = _fit.Run(options => options with { ReuseMeasurements = true });
        second.Variants.Single(v => v.Name == "float32").Trials.ShouldAllBe(t => t.ReusedFromUtc != null);
        var int8 = second.Variants.Single(v => v.Name == "int8");
        int8.Trials.ShouldAllBe(t => t.ReusedFromUtc == null);
        // Rounds of two runs have nothing in common but their numbers.
        var compared = second.Variants.SelectMany(v => v.Trials).Where(t => t.ToFastest is not null);
        compared.Select(t => t.ReusedFromUtc).Distinct().Count().ShouldBe(1);
    }

    // At the start, in calibration, between conversions, in verification, in rounds, and where only the result is to be written.
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.1)]
    [InlineData(0.2)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.7)]
    [InlineData(0.9)]
    [InlineData(0.97)]
    [InlineData(1)]
    public void FitThatIsStopped_LosesTheRunningStepOnly(double part)
    {
        var whole = new StepProgress((_, _) => { });
        _fit.Run(progress: whole, store: new RecordingStore(FileTrialStore.Open(Path.Combine(_fit.Root, "other"), TimeProvider.System)));
        // The last event comes when the result has its place.
        var last = Math.Clamp((int)(whole.Events * part), 1, whole.Events - 1);
        var stopped = new RecordingStore(FileTrialStore.Open(_fit.Store, TimeProvider.System));
        var progress = new StepProgress((number, _) =>
        {
            if (number == last) throw new OperationCanceledException();
        });
        Should.Throw<OperationCanceledException>(() => _fit.Run(progress: progress, store: stopped));

        var next = new RecordingStore(FileTrialStore.Open(_fit.Store, TimeProvider.System));
        var result = _fit.Run(options => options with { ReuseMeasurements = true }, store: next);

        next.Kept.Intersect(stopped.Kept).ShouldBeEmpty("nothing that was finished is done again");
        // A conversion that is found asks for no calibration.
        stopped.Kept.Except(next.Found).ShouldAllBe(key => key.Text.Contains("step=calibration", StringComparison.Ordinal));
        result.Recommendation.Pick.ShouldNotBeNull();
        Directory.GetDirectories(_fit.Root, "result-*").Length.ShouldBe(2, "the fit that was stopped left none");
        if (part is 1) (_fit.Loads, _fit.Launches).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-1)]
    public void DamagedStore_IsDoneAgain(int bytes)
    {
        var first = _fit.Run();
        foreach (var file in Directory.GetFiles(_fit.Store, "*", SearchOption.AllDirectories))
        {
            var content = File.ReadAllBytes(file);
            if (bytes < 0) content[content.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes < 0 ? content : content[..Math.Min(bytes, content.Length)]);
        }
        var second = _fit.Run(options => options with { ReuseMeasurements = true });
        OfTheStore(second).ShouldHaveSingleItem().Code.ShouldBe("store-entry-ignored");
        second.Variants.ShouldAllBe(v => v.Conversion == null || v.Conversion.ReusedFromUtc == null);
        Text(second with { Diagnostics = [] }).ShouldBe(Text(first with { Diagnostics = [] }));
        OfTheStore(_fit.Run(options => options with { ReuseMeasurements = true })).ShouldBeEmpty();
        _fit.Loads.ShouldBe(0);
    }

    [Fact]
    public void FileOfAVariant_ThatTheStoreLost_IsMadeAnew()
    {
        _fit.Run();
        foreach (var file in Directory.GetFiles(Path.Combine(_fit.Store, "files"))) File.Delete(file);
        var second = _fit.Run();
        second.Variants.ShouldAllBe(v => v.Conversion == null || v.Conversion.ReusedFromUtc == null);
        second.Variants.Where(v => v.File is not null).ShouldAllBe(v => File.Exists(Path.Combine(_fit.Root, "result-1", v.File!)));
        OfTheStore(second).ShouldBeEmpty();
    }

    [Fact]
    public void StoreThatCannotBeUsed_IsAWarningAndNoMore()
    {
        var file = Path.Combine(_fit.Root, "file");
        File.WriteAllText(file, "");
        var result = _fit.Run(options => options with { StoreFolder = Path.Combine(file, "store") });
        OfTheStore(result).ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);
        result.Recommendation.Pick.ShouldNotBeNull();
    }

    [Fact]
    public async Task TwoFitsAtOnce_ShareAStore()
    {
        using var other = new FitReuseFixture();
        other.Options = _fit.Options;
        Lab.Jobs.FitOptions Elsewhere(Lab.Jobs.FitOptions options) => options with { OutputFolder = Path.Combine(other.Root, "result") };
        var results = await Task.WhenAll(Task.Run(() => _fit.Run()), Task.Run(() => other.Run(Elsewhere)));
        results.ShouldAllBe(r => r.Recommendation.Pick != null && !OfTheStore(r).Any());
        _fit.Run(options => options with { ReuseMeasurements = true });
        (_fit.Loads, _fit.Inferences, _fit.Launches).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void FullDiskAtTheEnd_LosesNoMeasurement()
    {
        // A folder of the report's name does what a full disk does: the report cannot be written.
        var progress = new StepProgress((_, what) =>
        {
            if (what != "Report started") return;
            var staging = Directory.GetDirectories(_fit.Root, ".sartor-*").ShouldHaveSingleItem();
            Directory.CreateDirectory(Path.Combine(staging, "new", "result-0", ResultFolder.ReportFile));
        });
        Should.Throw<OutputException>(() => _fit.Run(progress: progress)).Message.ShouldContain("--reuse-measurements");
        _fit.Run(options => options with { ReuseMeasurements = true });
        _fit.Launches.ShouldBe(0);
    }

    [Fact]
    public void EveryTrial_HasTheIdThatFollowsFromItsResult()
    {
        _fit.Run();
        var result = ResultJson.ReadFit(Path.Combine(_fit.Root, "result-0", ResultFolder.ResultFile));
        var trials = result.Variants.SelectMany(v => v.Trials.Select(t => (v.Sha256, Trial: t))).ToArray();
        trials.Length.ShouldBeGreaterThan(0);
        foreach (var (hash, trial) in trials) TrialId.Of(hash!, trial, result.Device, result.Protocol).ShouldBe(trial.Id);
    }

    private void ShouldTakeNothing()
    {
        var store = new RecordingStore(FileTrialStore.Open(_fit.Store, TimeProvider.System));
        _fit.Run(options => options with { ReuseMeasurements = true }, store: store);
        store.Found.ShouldBeEmpty();
    }

    private static IEnumerable<Diagnostic> OfTheStore(FitResult result) =>
        result.Diagnostics.Where(d => d.Code.StartsWith("store-", StringComparison.Ordinal));

    // The source on its reference is compared with nothing.
    private static IEnumerable<Verdict> Verdicts(FitResult result) =>
        result.Variants.SelectMany(v => v.Verdicts).Where(v => v.Parity.Count > 0);

    /// <summary>The result without what is each run's own: its times, and what it reused.</summary>
    private static string Text(FitResult result)
    {
        var document = JsonNode.Parse(ResultJson.Write(result with { StartedUtc = default, ElapsedSeconds = 0 }))!;
        Strip(document);
        return document.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) Strip(item);
        }
        if (node is not JsonObject fields) return;
        foreach (var name in fields.Select(field => field.Key).ToArray())
        {
            if (name.EndsWith("eusedFromUtc", StringComparison.Ordinal) || name is "seconds" or "startSeconds") fields.Remove(name);
            else Strip(fields[name]);
        }
    }
}

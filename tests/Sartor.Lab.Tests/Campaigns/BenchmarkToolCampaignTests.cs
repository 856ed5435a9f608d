using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Campaigns;

[Collection(nameof(AdbDaemon))]
public sealed class BenchmarkToolCampaignTests : IDisposable
{
    private static readonly string s_program = TestFiles.Devices("android", "programs", "benchmark_model");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Campaign_VerifiesByTheWorkerWhatAToolMeasures()
    {
        var problem = AdbDaemon.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        using var daemon = new AdbDaemon();
        var token = TestContext.Current.CancellationToken;
        File.Copy(TestFiles.Data("tiny", "dense.onnx"), Path.Combine(_folder.Path, "dense.onnx"));
        File.Copy(s_program, Path.Combine(_folder.Path, "benchmark_model"));
        var options = Read(
            $"""
            models: dense.onnx
            devices: [host, '{daemon.Address}']
            engines: [tflite/xnnpack, benchmark-model/xnnpack, benchmark-model/gpu, benchmark-model/nnapi]
            benchmark-model: benchmark_model#{ModelFile.Sha256(s_program)}
            protocol: quick
            max-half-width: 10
            """);
        using var campaign = Campaign.Open(options, TimeProvider.System);
        await campaign.PlanAsync(token);
        campaign.PlanProblems.ShouldBeEmpty();
        (await campaign.PlanAsync(token)).ShouldBe(0);
        await campaign.RunAsync(new RecordingListener(), token);
        var trials = campaign.Store.Trials().Where(trial => trial.Lane == daemon.Address).ToArray();
        // The verification on XNNPACK serves the worker and the tool; that on GPU and NNAPI is another one, on the worker's default.
        trials.Select(trial => $"{trial.Step} {trial.Engine}/{trial.Delegate}: {trial.Ending}").ShouldBe(
        [
            "Verify tflite/xnnpack: Succeeded",
            "Measure tflite/xnnpack: Succeeded",
            "Measure benchmark-model/xnnpack: Succeeded",
            "Measure benchmark-model/gpu: Succeeded",
            "Measure benchmark-model/nnapi: Refused",
        ]);
        Notes(trials[2]).ShouldNotContain("numerics-not-checked");
        Notes(trials[3]).ShouldContain("numerics-not-checked");
        trials[4].Reason.ShouldNotBeNull().ShouldContain("does not know --use_nnapi=true");
        campaign.Store.Key(trials[2].Number).Value("engine-version").ShouldBe($"sha256:{ModelFile.Sha256(s_program)}");
        campaign.Store.Trials().ShouldNotContain(trial => trial.Lane == "host" && trial.Engine == "benchmark-model");

        IEnumerable<string> Notes(CampaignTrial trial) => ResultJson.Parse<BenchResult>(campaign.Store.Result(trial.Number)!)
            .Trials.Single().Diagnostics.Select(note => note.Code);
    }

    [Fact]
    public async Task Tools_HaveAnchorsOfTheirOwnAndOneAnothersOptionsDoNotMatter()
    {
        const string Package = "org.tensorflow.lite.benchmark";
        var problem = AdbDaemon.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        using var daemon = new AdbDaemon(programs: TestFiles.Devices("android", "programs"));
        Directory.CreateDirectory($"{daemon.Files}/data/apps");
        File.WriteAllText($"{daemon.Files}/data/apps/{Package}.apk", "the app");
        var token = TestContext.Current.CancellationToken;
        File.Copy(TestFiles.Data("tiny", "dense.onnx"), Path.Combine(_folder.Path, "dense.onnx"));
        File.Copy(Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx"), Path.Combine(_folder.Path, "anchor.onnx"));
        File.Copy(s_program, Path.Combine(_folder.Path, "benchmark_model"));
        var options = Read(
            $"""
            models: dense.onnx
            devices: '{daemon.Address}'
            engines: [benchmark-model/xnnpack, tflite-app/xnnpack]
            benchmark-model: benchmark_model#{ModelFile.Sha256(s_program)}
            anchor: anchor.onnx
            protocol: quick
            launches: 1
            max-half-width: 10
            """);
        using var campaign = Campaign.Open(options, TimeProvider.System);
        await campaign.PlanAsync(token);
        await campaign.RunAsync(new RecordingListener(), token);
        campaign.Store.Trials().Where(trial => trial.Step == CampaignStep.Measure)
            .Select(trial => $"{trial.Engine}: {trial.Ending} {trial.Reason}").ShouldBe(
                ["benchmark-model: Succeeded ", "tflite-app: Succeeded "]);
        // Each is measured before its trial and behind all of them, in what the script says that a network takes.
        campaign.Store.Anchors().Select(anchor => $"{anchor.Engine} {anchor.MedianNs:0}").Order().ShouldBe(
            ["benchmark-model 1000500", "benchmark-model 1000500", "tflite-app 1000500", "tflite-app 1000500"]);
    }

    [Fact]
    public async Task Programs_OfExecuTorchRunAsTheyAreBesideAnAnchorOfTheirKind()
    {
        const string Package = "org.pytorch.minibench";
        var problem = AdbDaemon.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        using var daemon = new AdbDaemon(programs: TestFiles.Devices("android", "programs"));
        Directory.CreateDirectory($"{daemon.Files}/data/apps");
        Directory.CreateDirectory($"{daemon.Files}/data/{Package}/files");
        File.WriteAllText($"{daemon.Files}/data/apps/{Package}.apk", "the app");
        foreach (var name in (string[])["one", "other", "anchor"])
            File.WriteAllBytes(Path.Combine(_folder.Path, $"{name}.pte"), [24, 0, 0, 0, .. "ET12"u8, .. new byte[100 + name.Length]]);
        File.WriteAllText(Path.Combine(_folder.Path, "text.pte"), "no program");
        var options = Read(
            $"""
            models: [one.pte, other.pte, text.pte]
            variants: source
            devices: '{daemon.Address}'
            engines: minibench
            anchor: anchor.pte
            protocol: quick
            launches: 1
            max-half-width: 10
            """);
        using var campaign = Campaign.Open(options, TimeProvider.System);
        var token = TestContext.Current.CancellationToken;
        await campaign.PlanAsync(token);
        campaign.PlanProblems.ShouldBeEmpty();
        await campaign.RunAsync(new RecordingListener(), token);

        campaign.Store.Trials().Select(trial => $"{trial.Model} {trial.Step} {trial.Engine}/{trial.Delegate}: {trial.Ending}").ShouldBe(
        [
            "one.pte Measure minibench/as-exported: Succeeded",
            "other.pte Measure minibench/as-exported: Succeeded",
            "text.pte Convert /: Refused",
        ]);
        // What the script of the device says that a network takes.
        var result = ResultJson.Parse<BenchResult>(campaign.Store.Result(campaign.Store.Trials().First().Number)!);
        result.Trials.Single().SamplesNs.ShouldBe([2_500_000]);
        campaign.Store.Anchors().Select(anchor => $"{anchor.Engine} {anchor.MedianNs:0}")
            .ShouldBe(["minibench 2500000", "minibench 2500000"]);
    }

    [Theory]
    [InlineData("engines: [tflite]", "benchmark_model#HASH", "'benchmark-model' is not used")]
    [InlineData("engines: [benchmark-model]", "benchmark_model", "is not PATH#SHA256")]
    [InlineData("engines: [benchmark-model]", "nothing#HASH", "cannot be read")]
    [InlineData(
        "engines: [benchmark-model]", "benchmark_model#0000000000000000000000000000000000000000000000000000000000000000", "it was not run")]
    public void File_SaysWhatIsWrongWithTheProgram(string engines, string program, string problem)
    {
        File.Copy(TestFiles.Data("tiny", "dense.onnx"), Path.Combine(_folder.Path, "dense.onnx"));
        File.Copy(s_program, Path.Combine(_folder.Path, "benchmark_model"));
        var hash = ModelFile.Sha256(s_program);
        Should.Throw<OptionException>(() => Read(
            $"models: dense.onnx\n{engines}\nbenchmark-model: '{program.Replace("HASH", hash, StringComparison.Ordinal)}'\n"))
            .Message.ShouldContain(problem);
    }

    private CampaignOptions Read(string text)
    {
        var path = Path.Combine(_folder.Path, "friday.yaml");
        File.WriteAllText(path, text);
        return CampaignFile.Read(path);
    }
}

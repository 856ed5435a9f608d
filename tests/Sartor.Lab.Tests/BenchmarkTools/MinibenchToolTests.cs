using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.BenchmarkTools;

[Collection(nameof(AdbDaemon))]
public sealed class MinibenchToolTests : IDisposable
{
    private const string Package = "org.pytorch.minibench";
    private readonly TemporaryFolder _folder = new();
    private readonly AdbDaemon _daemon;
    private readonly string _model;

    public MinibenchToolTests()
    {
        var problem = AdbDaemon.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        _daemon = new AdbDaemon(programs: TestFiles.Devices("android", "programs"));
        Directory.CreateDirectory(In("apps"));
        Directory.CreateDirectory(In($"{Package}/files"));
        File.WriteAllText(In($"apps/{Package}.apk"), "the app");
        _model = Path.Combine(_folder.Path, "net.pte");
        File.WriteAllBytes(_model, [24, 0, 0, 0, .. "ET12"u8, .. new byte[100]]);
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Bench_ReadsTheResultOfEachLaunch()
    {
        Does("");
        var result = Bench();
        var trial = result.Trials.Single();
        trial.Reason.ShouldBeNull();
        trial.SamplesNs.ShouldBe([2_500_000, 2_500_000, 2_500_000]);
        trial.EngineVersion.ShouldStartWith("versionCode 7 sha256:");
        (result.Model.Format, result.Model.Macs, result.Model.Inputs.Count).ShouldBe(("executorch", null, 0));
        trial.Diagnostics.Select(note => note.Code).ShouldContain("numerics-not-checked");
        var calls = File.ReadAllLines(In("am"));
        calls[0].ShouldMatch($"^start -S -n {Package}/{Package}.BenchmarkActivity --es model_dir /data/local/tmp/sartor-apps/[0-9a-f]+ "
            + "--ei num_iter 50 --ei num_warm_up_iter 10$");
        Directory.Exists(In("local/tmp/sartor-apps")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("no-load", TrialStatus.Refused, "did not load the model: ExecuTorch's error 33")]
    [InlineData("old", TrialStatus.Refused, "is of a version whose mean has the first inferences in it")]
    [InlineData("stale", TrialStatus.Failed, "wrote a result of another model")]
    [InlineData("cut", TrialStatus.Failed, "wrote a result that cannot be read, or is cut")]
    [InlineData("dies", TrialStatus.Failed, "ended without a result")]
    [InlineData("no-activity", TrialStatus.Failed, "does not start: Error: Activity class")]
    public void AppThatFails_HasNoNumbers(string tool, TrialStatus status, string problem)
    {
        Does(tool);
        var trial = Bench().Trials.Single();
        trial.Reason.ShouldNotBeNull().ShouldStartWith($"minibench {problem}");
        trial.Outcome.ShouldBe(status);
        File.ReadAllLines(In("am"))[^1].ShouldBe($"force-stop {Package}");
    }

    [Fact]
    public void AppThatIsMissingOrMayNotBeRead_IsOneSentence()
    {
        Does("");
        Directory.Delete(In(Package), recursive: true);
        Bench().Trials.Single().Reason.ShouldBe($"minibench does not start: run-as: unknown package: {Package}");
        File.Delete(In($"apps/{Package}.apk"));
        Should.Throw<DeviceException>(Bench).Message.ShouldContain("of ExecuTorch and run `./gradlew installDebug`");
    }

    [Fact]
    public void DataAndShapes_AreRefused()
    {
        Should.Throw<OptionException>(() => Bench(new InputOptions { ModelPath = _model, DataPath = _folder.Path }))
            .Message.ShouldContain("leave out data and shapes");
        var shapes = new Dictionary<string, Shape> { ["x"] = new Shape(1, 4) };
        Should.Throw<OptionException>(() => Bench(new InputOptions { ModelPath = _model, InputShapes = shapes }))
            .Message.ShouldContain("leave out data and shapes");
    }

    private string In(string path) => $"{_daemon.Files}/data/{path}";

    private void Does(string line) => File.WriteAllText(In("tool"), $"{line}\n");

    private BenchResult Bench() => Bench(new InputOptions { ModelPath = _model });

    private BenchResult Bench(InputOptions input) => BenchRun.Run(
        new BenchOptions
        {
            Input = input,
            Device = _daemon.Address,
            Engines = ["minibench"],
            Protocol = MeasurementProtocol.Quick,
        },
        SilentProgress.Instance, TimeProvider.System);
}

using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.BenchmarkTools;

[Collection(nameof(AdbDaemon))]
public sealed class BenchmarkModelToolTests : IDisposable
{
    private static readonly string s_program = TestFiles.Devices("android", "programs", "benchmark_model");
    private static readonly string s_sha256 = ModelFile.Sha256(s_program);
    private static readonly string s_model = TestFiles.Data("tiny", "dense.tflite");
    private readonly AdbDaemon _daemon;

    public BenchmarkModelToolTests()
    {
        var problem = AdbDaemon.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        _daemon = new AdbDaemon();
    }

    public void Dispose() => _daemon.Dispose();

    [Fact]
    public void Bench_TakesTheMeanOfEachLaunchBesideTheWorker()
    {
        Does("slower");
        var result = Bench("benchmark-model/xnnpack", "tflite/xnnpack");
        var trial = result.Trials.First(trial => trial.Engine == "benchmark-model");
        result.Trials.Count(other => other.Outcome == TrialStatus.Measured).ShouldBe(2);
        trial.EngineVersion.ShouldBe($"sha256:{s_sha256}");
        // 1,000 µs and a hundredth more in each launch; the tool says half a microsecond above.
        trial.SamplesNs.ShouldBe([1_010_500, 1_020_500, 1_030_500]);
        trial.Launches.Select(launch => launch.MedianNs).ShouldBe([1_010_500.0, 1_020_500, 1_030_500]);
        trial.Latency!.Count.ShouldBe(3);
        trial.Latency.MedianNs.ShouldBe(Math.Pow(1.0105 * 1.0205 * 1.0305, 1 / 3.0) * 1e6, 1);
        trial.Launches[0].Stated.ShouldBe(new StatedTiming
        {
            Runs = 10,
            MeanNs = 1_010_500,
            MinNs = 1_008_000,
            MaxNs = 1_012_000,
            StandardDeviationNs = 1000,
            WarmupRuns = 3,
            WarmupMeanNs = 8_080_000,
        });
        (trial.LoadNs, trial.PeakMemoryBytes).ShouldBe((900_000, (long)(2.25 * 1024 * 1024)));
        trial.Diagnostics.Select(note => note.Code).ShouldBe(["wide-interval", "mean-of-launch", "numerics-not-checked"]);
        trial.Id.ShouldBe(Sartor.Lab.Trials.TrialId.Of(result.Model.Sha256, trial, result.Device, result.Protocol));
        var calls = File.ReadAllLines($"{_daemon.Files}/data/calls");
        calls.Length.ShouldBe(3);
        calls[0].ShouldMatch("^--graph=/data/local/tmp/sartor/tools/[0-9a-f]{32}/[0-9a-f]{64}.tflite --num_threads=1 --warmup_runs=3 "
            + "--warmup_min_secs=0.05 --num_runs=10 --min_secs=0.1 --max_secs=3 "
            + "--input_layer=input0 --input_layer_shape=1,4 --use_xnnpack=true$");
        LeavesNothing();
    }

    [Theory]
    [InlineData("none", "", null)]
    [InlineData("gpu", "", null)]
    [InlineData("gpu", "part", null)]
    [InlineData("gpu", "no-gpu", "could not use gpu: GPU acceleration is unsupported on this platform")]
    [InlineData("gpu", "old", "does not know --use_gpu=true --use_xnnpack=false, so it measured something else")]
    [InlineData("nnapi", "", "does not know --use_nnapi=true, so it measured something else")]
    public void Delegate_IsProvedOrRefused(string name, string tool, string? problem)
    {
        Does(tool);
        var trial = Bench($"benchmark-model/{name}").Trials.Single();
        trial.Outcome.ShouldBe(problem is null ? TrialStatus.Measured : TrialStatus.Refused);
        trial.Reason.ShouldBe(problem is null ? null : $"benchmark-model {problem}");
        trial.Diagnostics.Any(note => note.Code == "partial-delegation").ShouldBe(tool == "part");
        LeavesNothing();
    }

    [Theory]
    [InlineData("warm-up", "benchmark-model ended after its warm-up: Failed to invoke")]
    [InlineData("crash", "benchmark-model ended after its warm-up")]
    [InlineData("endless", "benchmark-model printed more than 256 KiB")]
    [InlineData("hang", "benchmark-model did not end in its time, or was killed")]
    public async Task ToolThatFails_HasNoNumbersAndLeavesNothing(string tool, string problem)
    {
        Does(tool);
        using var device = DeviceCatalog.Open(_daemon.Address);
        var shell = ((IAndroidDevice)device).Android!;
        var protocol = MeasurementProtocol.Quick with { MaxSeconds = 1 };
        var request = new TrialRequest(s_model, "benchmark-model", [])
        {
            Delegate = "xnnpack",
            Limits = new() { Deadline = TimeSpan.FromSeconds(1) },
        };
        await using (var own = new BenchmarkModelTool(shell, new UserProgram(s_program, s_sha256)))
        {
            var reading = await own.LaunchAsync(request, protocol, TestContext.Current.CancellationToken);
            $"benchmark-model {reading.Problem}".ShouldStartWith(problem);
            reading.Timing.ShouldBeNull();
        }
        LeavesNothing();
        // What guards its time looks once a second whether it still runs.
        for (var clock = Stopwatch.StartNew(); Running().Count > 0; await Task.Delay(100, TestContext.Current.CancellationToken))
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Program_ThatIsNoneIsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "it's $(touch owned)");
        File.WriteAllBytes(path, [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, .. new byte[57]]);
        var trial = BenchRun.Run(
            Options("benchmark-model/none") with { Tools = new() { BenchmarkModel = new UserProgram(path, ModelFile.Sha256(path)) } },
            SilentProgress.Instance, TimeProvider.System).Trials.Single();
        trial.Outcome.ShouldBe(TrialStatus.Refused);
        trial.Reason.ShouldNotBeNull().ShouldContain("cannot be executed on the device");
    }

    [Fact]
    public void AnotherProgram_NeverRuns()
    {
        var options = Options("benchmark-model/xnnpack") with
        {
            Tools = new() { BenchmarkModel = new UserProgram(s_program, new string('0', 64)) },
        };
        Problem(options).ShouldBe($"'{s_program}' has the SHA-256 {s_sha256}, not {new string('0', 64)}; it was not run");
        Problem(options with { Tools = new() }).ShouldContain("name the program for the device with --benchmark-model PATH#SHA256");
        Problem(options with { Tools = new() { BenchmarkModel = new("/no/such", s_sha256) } }).ShouldStartWith("'/no/such' cannot be read");
        Problem(options with { Engines = ["tflite"], Tools = Own }).ShouldContain("nothing is measured by it");
        Problem(options with { Device = "host", Tools = Own }).ShouldContain("runs on Android alone");
        Problem(options with { Engines = ["benchmark-model/coreml"], Tools = Own }).ShouldContain("benchmark-model/nnapi");
        File.Exists($"{_daemon.Files}/data/calls").ShouldBeFalse();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x#12")]
    [InlineData("#0000000000000000000000000000000000000000000000000000000000000000")]
    public void Program_NeedsPathAndHash(string text) => Should.Throw<OptionException>(() => UserProgram.Parse("--benchmark-model", text));

    private static ToolOptions Own => new() { BenchmarkModel = new UserProgram(s_program, s_sha256) };

    [Fact]
    public void Cores_AreRefusedSinceTheToolDoesNotKeepToThem()
    {
        Does("");
        var options = Options("benchmark-model/none") with { Protocol = MeasurementProtocol.Quick with { Cpus = "0" } };
        var trial = BenchRun.Run(options, SilentProgress.Instance, TimeProvider.System).Trials.Single();
        trial.Outcome.ShouldBe(TrialStatus.Refused);
        trial.Reason.ShouldBe("benchmark-model cannot be kept to cores 0; leave them out, or measure on Sartor's worker");
        File.Exists($"{_daemon.Files}/data/calls").ShouldBeFalse("nothing is started");
    }

    private static string Problem(BenchOptions options) => Should.Throw<OptionException>(
        () => BenchRun.Run(options, SilentProgress.Instance, TimeProvider.System)).Problem;

    private void Does(string line) => File.WriteAllText($"{_daemon.Files}/data/tool", $"{line}\n");

    private BenchResult Bench(params string[] engines) => BenchRun.Run(Options(engines), SilentProgress.Instance, TimeProvider.System);

    private BenchOptions Options(params string[] engines) => new()
    {
        Input = new InputOptions { ModelPath = s_model },
        Device = _daemon.Address,
        Engines = engines,
        Tools = Own,
        Protocol = MeasurementProtocol.Quick,
    };

    private IReadOnlyList<int> Running() => ProcessTable.Where((id, words) =>
        words.Any(word => word.EndsWith("/benchmark_model", StringComparison.Ordinal))
        && ProcessTable.NamespaceOf(id) == ProcessTable.NamespaceOf(_daemon.DaemonId));

    private void LeavesNothing() => Directory.Exists($"{_daemon.Files}/data/local/tmp/sartor/tools").ShouldBeFalse();
}

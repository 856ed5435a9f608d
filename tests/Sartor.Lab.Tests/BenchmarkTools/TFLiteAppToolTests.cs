using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.BenchmarkTools;

[Collection(nameof(AdbDaemon))]
public sealed class TFLiteAppToolTests : IDisposable
{
    private const string Package = "org.tensorflow.lite.benchmark";
    private static readonly string s_model = TestFiles.Data("tiny", "dense.tflite");
    private readonly AdbDaemon _daemon;

    public TFLiteAppToolTests()
    {
        var problem = AdbDaemon.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        _daemon = new AdbDaemon(programs: TestFiles.Devices("android", "programs"));
        Directory.CreateDirectory(In("apps"));
        File.WriteAllText(In($"apps/{Package}.apk"), "the app");
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _ending.Dispose();
    }

    [Fact]
    public void Bench_ReadsEachLaunchFromTheLogOfItsOwnProcess()
    {
        Does("slower");
        // What others wrote, before and later, is not the app's of this launch.
        File.WriteAllText(
            In("log"),
            """
            01-01 00:00:00.000  77  77 I tflite  : count=50 first=1 curr=1 min=1 max=2 avg=1.5 std=1
            12-31 23:59:59.999  78  78 I tflite  : Inference timings in us: Init: 1, First inference: 1, Warmup (avg): 1, Inference (avg): 1

            """);
        var result = Bench("tflite-app/xnnpack");
        var trial = result.Trials.Single();
        trial.Reason.ShouldBeNull();
        trial.EngineVersion.ShouldBe($"versionCode 7 sha256:{ModelFile.Sha256(In($"apps/{Package}.apk"))}");
        trial.SamplesNs.ShouldBe([1_010_500, 1_020_500, 1_030_500]);
        trial.Launches.Select(launch => launch.Stated!.Runs).ShouldBe([10L, 10, 10]);
        trial.PeakMemoryBytes.ShouldBe((long)(2.25 * 1024 * 1024));
        var calls = File.ReadAllLines(In("am"));
        calls.Where(call => call.StartsWith("start", StringComparison.Ordinal)).Count().ShouldBe(3);
        calls[0].ShouldMatch($"^start -S -n {Package}/.BenchmarkModelActivity --es args --graph=/data/local/tmp/sartor-apps/[0-9a-f]{{32}}/"
            + "[0-9a-f]{64}-1.tflite --num_threads=1 .*--use_xnnpack=true$");
        calls.Where(call => !call.StartsWith("start", StringComparison.Ordinal)).Distinct().ShouldBe([$"force-stop {Package}"]);
        File.Exists(In("forbidden")).ShouldBeFalse("the log is only read");
        Directory.Exists(In("local/tmp/sartor-apps")).ShouldBeFalse();
    }

    [Fact]
    public void Model_CanBeReadByApps()
    {
        Does("hang");
        var options = Options("tflite-app/none");
        var running = Task.Run(() => BenchRun.Run(options, SilentProgress.Instance, TimeProvider.System, _ending.Token));
        string[] models = [];
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); models.Length == 0 && clock.Elapsed < TimeSpan.FromSeconds(60);)
        {
            Thread.Sleep(50);
            if (File.Exists(In("am"))) models = Directory.GetFiles(In("local/tmp/sartor-apps"), "*", SearchOption.AllDirectories);
        }
        // adbd runs on Linux alone.
        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(models.Single()).HasFlag(UnixFileMode.OtherRead).ShouldBeTrue();
        File.GetUnixFileMode(Path.GetDirectoryName(models[0])!).HasFlag(UnixFileMode.OtherExecute).ShouldBeTrue();
        _ending.Cancel();
        Should.Throw<OperationCanceledException>(() => running.GetAwaiter().GetResult());
        // Ended in the middle, it stops the app and leaves nothing, too.
        File.ReadAllLines(In("am"))[^1].ShouldBe($"force-stop {Package}");
        Directory.Exists(In("local/tmp/sartor-apps")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("gpu", "no-gpu", TrialStatus.Refused, "could not use gpu: GPU acceleration is unsupported on this platform")]
    [InlineData("xnnpack", "old", TrialStatus.Refused, "does not know --use_xnnpack=true")]
    [InlineData("none", "warm-up", TrialStatus.Failed, "ended after its warm-up: Failed to invoke")]
    [InlineData("none", "crash", TrialStatus.Failed, "ended after its warm-up")]
    [InlineData("none", "no-activity", TrialStatus.Failed, "does not start: Error: Activity class")]
    [InlineData("none", "silent", TrialStatus.Failed, "wrote nothing of this model to Android's log")]
    public void AppThatFails_HasNoNumbers(string name, string tool, TrialStatus status, string problem)
    {
        Does(tool);
        var trial = Bench($"tflite-app/{name}").Trials.Single();
        trial.Outcome.ShouldBe(status);
        trial.Reason.ShouldNotBeNull().ShouldStartWith($"tflite-app {problem}");
        trial.Latency.ShouldBeNull();
        File.ReadAllLines(In("am"))[^1].ShouldBe($"force-stop {Package}");
    }

    [Fact]
    public void AppThatIsNotInstalled_IsOneSentence()
    {
        File.Delete(In($"apps/{Package}.apk"));
        Should.Throw<DeviceException>(() => Bench("tflite-app/none")).Message.ShouldContain(
            $"the app {Package} is not installed there; build tensorflow/lite/tools/benchmark/android of TensorFlow and run `adb install");
        File.Exists(In("am")).ShouldBeFalse("nothing is started");
    }

    private readonly CancellationTokenSource _ending = new();

    private string In(string path) => $"{_daemon.Files}/data/{path}";

    private void Does(string line) => File.WriteAllText(In("tool"), $"{line}\n");

    private BenchResult Bench(params string[] engines) => BenchRun.Run(Options(engines), SilentProgress.Instance, TimeProvider.System);

    private BenchOptions Options(params string[] engines) => new()
    {
        Input = new InputOptions { ModelPath = s_model },
        Device = _daemon.Address,
        Engines = engines,
        Protocol = MeasurementProtocol.Quick,
    };
}

using Sartor.Contracts;
using Sartor.Contracts.Devices;

namespace Sartor.Cli.Tests.Commands;

[CollectionDefinition(nameof(AdbDaemon), DisableParallelization = true)]
public sealed class AdbDaemonGroup;

[Collection(nameof(AdbDaemon))]
public sealed class DeviceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_BeginsWithThisMachine()
    {
        var run = CommandRun.Of("device", "list", "--json");
        run.ExitCode.ShouldBe(0, run.Error);
        var first = run.Json().GetProperty("devices")[0];
        (first.GetProperty("address").GetString(), first.GetProperty("state").GetString()).ShouldBe(("host", "ready"));
    }

    [Fact]
    public void Probe_OfADeviceBehindAdb_DescribesItAndListShowsIt()
    {
        using var daemon = Daemon();
        var run = CommandRun.Of("device", "probe", daemon.Address, "--json");
        run.ExitCode.ShouldBe(0, run.Error + run.Out);
        var checks = run.Json().GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        checks["tflite"].GetProperty("state").GetString().ShouldBe("ok");
        checks.ShouldNotContainKey("ssh", "the tools of this machine are not the device's");
        CommandRun.Of("device", "list").Out.Split('\n').ShouldContain(
            line => line.Contains(daemon.Address, StringComparison.Ordinal) && line.Contains("ready", StringComparison.Ordinal)
                && line.Contains("Board", StringComparison.Ordinal));
    }

    [Fact]
    public void Verb_WithoutOne_IsRefused() =>
        CommandRun.Of("device").ShouldBeRefused().ShouldStartWith("device: needs one of list, probe");

    [Fact]
    public void Browser_WithAnOpenQuoteOfItsCommand_IsRefusedByItsOption() =>
        CommandRun.Of("device", "browser", "--launch", "chromium 'x").ShouldBeRefused()
            .ShouldStartWith("--launch: a quote (') of chromium");

    [Fact]
    public void Browser_SaysHowAPhoneOnUsbReachesIt()
    {
        const string Variable = "SARTOR_BROWSER_SOCKET";
        var before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, Path.Combine(_folder.Path, "hub.sock"));
        try
        {
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            var run = CommandRun.Of(stop.Token, "device", "browser");
            run.ExitCode.ShouldBe(ExitCodes.Interrupted, run.Error);
            var address = run.Out.Split(' ').First(word => word.StartsWith("http://", StringComparison.Ordinal));
            var port = new Uri(address).Port;
            run.Out.ShouldContain($"`adb reverse tcp:{port} tcp:{port}`");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    [Fact]
    public async Task Campaign_OverTwoDevicesAndThisMachine_EndsCompleteWhenOneIsCutOff()
    {
        using var first = Daemon();
        using var second = Daemon();
        var file = Path.Combine(_folder.Path, "friday.yaml");
        string[] models = ["one.tflite", "two.tflite", "three.tflite", "four.tflite"];
        foreach (var (name, i) in models.Select((name, i) => (name, i)))
        {
            // The same network, told apart by what stands behind its end.
            byte[] bytes = [.. File.ReadAllBytes(TestFiles.Data("tiny", "dense.tflite")), .. new byte[16 * i]];
            File.WriteAllBytes(Path.Combine(_folder.Path, name), bytes);
        }
        File.WriteAllText(file, $"""
            models: "*.tflite"
            variants: [source]
            devices: [host, "{first.Address}", "{second.Address}"]
            engines: [tflite/xnnpack]
            protocol: quick
            max-half-width: 10
            cool-off-seconds: 1
            device-rest-seconds: 1
            """);
        var running = Task.Run(() => CommandRun.Of("campaign", "run", file, "--json"), TestContext.Current.CancellationToken);
        while (!running.IsCompleted && second.Workers().Count < 2) await Task.Delay(10, TestContext.Current.CancellationToken);
        second.Stop();
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        second.Restart();
        var run = await running;
        run.ExitCode.ShouldBe(0, run.Error);
        CommandRun.Of("campaign", "report", file).ExitCode.ShouldBe(0);
        var rows = File.ReadAllLines(Path.Combine(_folder.Path, "friday.campaign", "trials.csv"));
        rows.Count(row => row.Contains(",measure,", StringComparison.Ordinal) && row.Contains(",succeeded,", StringComparison.Ordinal))
            .ShouldBe(12, string.Join('\n', rows));
        run.Out.ShouldContain("transient", Case.Insensitive, "the cut was seen");
    }

    private static AdbDaemon Daemon()
    {
        var problem = AdbDaemon.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        return new AdbDaemon();
    }
}

using System.Diagnostics;
using System.Text.Json;
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
    public void Campaign_OverTwoEmulators_IsMarkedAsSuch()
    {
        using VirtualDevice first = Emulator(), second = Emulator();
        var file = Path.Combine(_folder.Path, "friday.yaml");
        File.Copy(TestFiles.Data("tiny", "dense.tflite"), Path.Combine(_folder.Path, "dense.tflite"));
        File.WriteAllText(file, $"""
            models: dense.tflite
            variants: [source]
            devices: [{first.Address}, {second.Address}]
            engines: [tflite/xnnpack]
            protocol: quick
            max-half-width: 10
            """);
        var run = CommandRun.Of("campaign", "run", file, "--json");
        run.ExitCode.ShouldBe(0, run.Error);
        CommandRun.Of("campaign", "report", file).ExitCode.ShouldBe(0);
        var reports = Directory.EnumerateFiles(Path.Combine(_folder.Path, "friday.campaign", "trials"), "*.json")
            .Select(path => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement)
            .Where(report => report.GetProperty("emulator").ValueKind == JsonValueKind.True).ToArray();
        reports.Count(report => report.GetProperty("valid").GetBoolean()).ShouldBe(2);
    }

    [Fact]
    public void Probe_OfAnEmulator_StartsItAndDescribesIt()
    {
        using var avd = Emulator();
        var run = CommandRun.Of("device", "probe", avd.Address, "--json");
        run.ExitCode.ShouldBe(0, run.Error + run.Out);
        var checks = run.Json().GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        checks["tflite"].GetProperty("state").GetString().ShouldBe("ok");
        avd.Starts.Count.ShouldBe(1);
        CommandRun.Of("device", "list").Out.Split('\n').ShouldContain(
            line => line.Contains(avd.Address, StringComparison.Ordinal) && line.Contains("stopped", StringComparison.Ordinal));
    }

    [Fact]
    public void Probe_OfAnEmulatorThatDoesNotStart_IsOneSentence()
    {
        using var avd = Emulator("exit=ERROR   | x86_64 emulation currently requires hardware acceleration!");
        CommandRun.Of("bench", TestFiles.Data("tiny", "dense.tflite"), "--device", avd.Address).ShouldBeRefused().ShouldBe(
            $"{avd.Address}: the emulator ended with exit code 1; it printed: x86_64 emulation currently requires hardware acceleration!.");
        CommandRun.Of("bench", TestFiles.Data("tiny", "dense.tflite"), "--device", "emulator:$(x)").ShouldBeRefused()
            .ShouldContain("write emulator:AVD");
    }

    [Fact]
    public async Task Console_ThatWantsToKnowWhoAsks_EndsTheEmulator()
    {
        using var avd = Emulator();
        // The emulator and adb have their word in the home folder.
        File.WriteAllText(Path.Combine(_folder.Path, ".emulator_console_auth_token"), "o0/+secret");
        using (var process = Probe(avd, _folder.Path))
        {
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0, await error);
        }
        avd.HasEndedInOrder.ShouldBeTrue();
        await UntilAsync(() => avd.Processes().Count == 0);
    }

    [Theory]
    [InlineData("missing=sys.boot_completed")]
    [InlineData("deaf=1")]
    public async Task SartorThatIsKilled_LeavesNoEmulator(string line)
    {
        using var avd = Emulator(line);
        using (var killed = Probe(avd))
        {
            await UntilAsync(() => avd.HasBooted);
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await UntilAsync(() => avd.Processes().Count == 0);
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

    private static Process Probe(VirtualDevice avd, string? home = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sartor.dll"), "device", "probe", avd.Address])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (home is not null) start.Environment["HOME"] = home;
        return Process.Start(start)!;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 3000 && !condition(); i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        condition().ShouldBeTrue("what the test waits for has not come");
    }

    private static VirtualDevice Emulator(params string[] lines)
    {
        var problem = VirtualDevice.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        return new VirtualDevice(lines);
    }

    private static AdbDaemon Daemon()
    {
        var problem = AdbDaemon.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        return new AdbDaemon();
    }
}

using System.Text.Json;
using Sartor.Contracts;
using Sartor.Contracts.Devices;

namespace Sartor.Cli.Tests.Commands;

/// <summary>Names, locks and the watch of devices.</summary>
[Collection(nameof(AdbDaemon))]
public sealed class DeviceNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _before = [];

    public DeviceNameTests()
    {
        foreach (var name in (string[])["XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"])
        {
            _before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName);
        }
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        _folder.Dispose();
    }

    private static string Worker => $"exec:{Path.Combine(AppContext.BaseDirectory, "sartor-worker")}";

    [Fact]
    public void Name_IsTakenWhereAnAddressIs_AndTheResultHasTheAddress()
    {
        var add = CommandRun.Of("device", "add", "bench-board", Worker);
        (add.ExitCode, add.Out.Trim()).ShouldBe((0, $"bench-board is {Worker}."), add.Error);
        CommandRun.Of("device", "list").Out.Split('\n').ShouldContain(line =>
            line.Contains("bench-board", StringComparison.Ordinal) && line.Contains("not connected", StringComparison.Ordinal));
        var devices = CommandRun.Of("device", "list", "--json").Json().GetProperty("devices").EnumerateArray().ToArray();
        devices[0].GetProperty("name").ValueKind.ShouldBe(JsonValueKind.Null);
        devices.Single(device => device.GetProperty("address").GetString() == Worker).GetProperty("name").GetString()
            .ShouldBe("bench-board");

        var bench = CommandRun.Of(
            "bench", TestFiles.Data("tiny", "dense.tflite"), "--device", "bench-board", "--engines", "tflite/xnnpack", "--quick", "--json");
        bench.ExitCode.ShouldBe(0, bench.Error);
        bench.Json().GetProperty("device").GetProperty("address").GetString().ShouldBe("exec:sartor-worker", "without folders, as ever");
        CommandRun.Of("device", "probe", "bench-board").Out.ShouldContain("tflite");
        CommandRun.Of("[suggest:18]", "bench m --device b").Out.ShouldContain("bench-board");

        CommandRun.Of("device", "lock", "--help").Out.ShouldContain("lock <address>");

        CommandRun.Of("bench", "m.tflite", "--device", "board").ShouldBeRefused().ShouldContain("bench-board");
        CommandRun.Of("device", "add", "bench-board", "host").Out.Trim().ShouldBe($"bench-board is host, and no longer {Worker}.");
        CommandRun.Of("device", "remove", "bench-board").Out.Trim().ShouldBe("bench-board was host.");
        CommandRun.Of("device", "remove", "bench-board").ShouldBeRefused().ShouldContain("no device is named 'bench-board'");
    }

    [Theory]
    [InlineData("a b", "host", "^name: 'a b' is not a name")]
    [InlineData("adb", "host", "^name: 'adb' begins addresses")]
    [InlineData("a", "nowhere", "^address: unknown device 'nowhere'")]
    public void Add_RefusesMistakes(string name, string address, string problem) =>
        CommandRun.Of("device", "add", name, address).ShouldBeRefused().ShouldMatch(problem);

    [Fact]
    public async Task Lock_KeepsACampaignOffAndSaysWhy()
    {
        using var stop = new CancellationTokenSource();
        var holding = Task.Run(
            () => CommandRun.Of(stop.Token, "device", "lock", "host", "--for", "1h", "--reason", "a demo"), CancellationToken.None);
        var list = "";
        while (!holding.IsCompleted && !list.Contains("a demo", StringComparison.Ordinal)) list = CommandRun.Of("device", "list").Out;
        list.ShouldContain("`sartor device lock` until ");
        File.Copy(TestFiles.Data("tiny", "dense.tflite"), Path.Combine(_folder.Path, "a.tflite"));
        var file = Path.Combine(_folder.Path, "friday.yaml");
        await File.WriteAllTextAsync(file, "models: a.tflite\nvariants: [source]\nprotocol: quick\nengines: [tflite/xnnpack]", stop.Token);
        var refusal = CommandRun.Of("campaign", "run", file).ShouldBeRefused();
        refusal.ShouldContain("host: is in use by `sartor device lock` until ");
        refusal.ShouldContain($": a demo (process {Environment.ProcessId}); wait for it, or name another device");
        CommandRun.Of("device", "lock", "host").ShouldBeRefused().ShouldContain("is in use by");
        await stop.CancelAsync();
        (await holding).ExitCode.ShouldBe(ExitCodes.Interrupted);
        CommandRun.Of("device", "list").Out.ShouldNotContain("a demo");
    }

    [Fact]
    public void Lock_EndsWithItsTime()
    {
        var run = CommandRun.Of("device", "lock", "host", "--for", "0.2s", "--json");
        run.ExitCode.ShouldBe(0, run.Error);
        var events = run.Out.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        events.Select(one => one.GetProperty("event").GetString()).ShouldBe(["locked", "released"]);
        events[0].GetProperty("device").GetString().ShouldBe("host");
    }

    [Theory]
    [InlineData("2")]
    [InlineData("2 hours")]
    [InlineData("-1h")]
    [InlineData("0s")]
    [InlineData("31d")]
    [InlineData("")]
    public void Lock_RefusesWhatIsNoTime(string text) =>
        CommandRun.Of("device", "lock", "host", $"--for={text}").ShouldBeRefused().ShouldStartWith("--for");

    [Fact]
    public void Watch_TellsADeviceUntilItIsStopped()
    {
        CommandRun.Of("device", "add", "mine", Worker).ExitCode.ShouldBe(0);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(6));
        var run = CommandRun.Of(stop.Token, "device", "watch", "mine", "--json");
        run.ExitCode.ShouldBe(ExitCodes.Interrupted, run.Error);
        var first = JsonDocument.Parse(run.Out.Split('\n')[0]).RootElement;
        (first.GetProperty("event").GetString(), first.GetProperty("name").GetString(), first.GetProperty("state").GetString())
            .ShouldBe(("found", "mine", "ready"));
        CommandRun.Of("device", "watch", "yours").ShouldBeRefused().ShouldContain("unknown device 'yours'");
    }
}

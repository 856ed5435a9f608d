using System.Diagnostics;
using System.Runtime.InteropServices;
using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Devices;

[CollectionDefinition(nameof(AdbDaemon), DisableParallelization = true)]
public sealed class AdbDaemonGroup;

[Collection(nameof(AdbDaemon))]
public sealed class AdbDeviceTests : DeviceContract, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly AdbDaemon _daemon;

    public AdbDeviceTests()
    {
        var problem = AdbDaemon.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        _daemon = new AdbDaemon();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override bool IsThisMachine => false;

    public void Dispose() => _daemon.Dispose();

    protected override IDevice Open() => DeviceCatalog.Open(_daemon.Address);

    [Fact]
    public async Task Worker_IsPutOnceWithGlibcAndLeavesNoHalf()
    {
        using var shell = Shell();
        var runner = new RemoteRunner(shell);
        var program = await runner.InstallAsync(Token);
        program.Path.ShouldStartWith("/data/local/tmp/sartor/runners/");
        var there = _daemon.Files + Path.GetDirectoryName(program.Path);
        var written = Directory.GetLastWriteTimeUtc(there);
        (await runner.InstallAsync(Token)).ShouldBe(program);
        Directory.GetLastWriteTimeUtc(there).ShouldBe(written);
        var local = Path.GetDirectoryName(WorkerLocator.FindRunner(RuntimeInformation.RuntimeIdentifier))!;
        foreach (var file in Directory.EnumerateFiles(local, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(local, file).Replace("glibc/", "", StringComparison.Ordinal);
            File.ReadAllBytes(Path.Combine(there, name)).AsSpan().SequenceEqual(File.ReadAllBytes(file)).ShouldBeTrue(file);
        }
        Directory.GetDirectories(Path.GetDirectoryName(there)!).ShouldBe([there], "no half of a worker stays");
    }

    [Fact]
    public async Task Device_LeavesNoModelBehind()
    {
        using (var device = Open())
        {
            var path = await device.PutAsync(TestFiles.Data("tiny", "dense.tflite"), Token);
            File.Exists(_daemon.Files + path).ShouldBeTrue();
        }
        Directory.GetFileSystemEntries($"{_daemon.Files}/data/local/tmp").ShouldBe([$"{_daemon.Files}/data/local/tmp/sartor"]);
    }

    [Fact]
    public async Task CtrlC_LeavesNoModelBehind()
    {
        string path;
        using (var device = Open())
        {
            path = await device.PutAsync(TestFiles.Data("tiny", "dense.tflite"), Token);
            // As a terminal does, to each process of the group.
            var connections = ProcessTable.Where((id, words) => ProcessTable.IsBelow(id, Environment.ProcessId)
                && words.Contains(_daemon.Serial) && words[^1].Contains("sartor-worker", StringComparison.Ordinal));
            connections.ShouldHaveSingleItem();
            UnixSignal.Send(connections[0], UnixSignal.Interrupt);
            await Task.Delay(300, Token);
        }
        File.Exists(_daemon.Files + path).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("it's")]
    [InlineData("$(touch /data/owned) `touch /data/owned`")]
    [InlineData("\"; touch /data/owned; \"")]
    [InlineData("line\nbreak \\ ö * ? ~ # !")]
    public async Task HostileWord_ArrivesAsItIs(string word)
    {
        using var shell = Shell();
        (await shell.RunAsync($"printf '%s' {ShellQuote.Of(word)}", null, s_patience, Token)).ShouldBe(word);
        File.Exists($"{_daemon.Files}/data/owned").ShouldBeFalse();
    }

    [Fact]
    public async Task Input_ArrivesByteForByte()
    {
        using var shell = Shell();
        byte[] bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i ^ (i >> 8)))];
        using var input = new MemoryStream(bytes);
        (await shell.RunAsync("sha256sum", input, s_patience, Token)).ShouldStartWith(Sha256.Hex(bytes));
    }

    [Fact]
    public async Task Command_PassesAllByteValuesBothWays()
    {
        using var shell = Shell();
        await shell.RunAsync("true", null, s_patience, Token);
        var command = shell.CommandFor("exec cat");
        using var process = Process.Start(new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        byte[] bytes = [.. Enumerable.Range(0, 1024).Select(i => (byte)i)];
        await process.StandardInput.BaseStream.WriteAsync(bytes, Token);
        await process.StandardInput.BaseStream.FlushAsync(Token);
        var back = new byte[bytes.Length];
        await process.StandardOutput.BaseStream.ReadExactlyAsync(back, Token);
        back.ShouldBe(bytes);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Token);
    }

    [Fact]
    public async Task Script_ThatFails_IsOneErrorWithItsLastLine()
    {
        using var shell = Shell();
        (await Should.ThrowAsync<DeviceException>(shell.RunAsync("echo it broke >&2; exit 7", null, s_patience, Token)))
            .Message.ShouldBe($"{_daemon.Address}: a command ended with exit code 7: it broke.");
    }

    [Fact]
    public async Task OutputWithoutEnd_IsBounded()
    {
        using var shell = Shell();
        (await shell.RunAsync("head -c 3000000 /dev/zero | tr '\\0' x", null, s_patience, Token)).Length.ShouldBe(1 << 20);
    }

    [Fact]
    public async Task DeviceThatIsGoneInMidCommand_IsAnErrorAndComesBack()
    {
        using var shell = Shell();
        await shell.RunAsync("true", null, s_patience, Token);
        var running = shell.RunAsync("echo begun; sleep 600; echo end", null, s_patience, Token);
        await Task.Delay(500, Token);
        _daemon.Stop();
        (await Should.ThrowAsync<DeviceException>(running)).Message.ShouldContain("the connection broke in mid-command");
        (await Should.ThrowAsync<DeviceException>(shell.RunAsync("echo x", null, s_patience, Token)))
            .Message.ShouldMatch("cannot be reached|does not come back");
        _daemon.Restart();
        (await shell.RunAsync("echo back", null, s_patience, Token)).ShouldBe("back");
    }

    [Fact]
    public async Task WorkerOfADeviceThatRestarts_IsLostAndTheNextOneRuns()
    {
        using (var device = Open())
        {
            await device.DescribeAsync(Token);
            await using var worker = device.OpenWorker();
            (await worker.ProbeAsync("tflite", Token)).Require();
            _daemon.Restart();
            (await worker.ProbeAsync("tflite", Token)).IsSuccess.ShouldBeFalse();
        }
        using var again = Open();
        (await again.DescribeAsync(Token)).Engines.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task FrozenDevice_IsGivenUpAtTheDeadlineAndWorksAfterwards()
    {
        using var shell = Shell();
        await shell.RunAsync("true", null, s_patience, Token);
        _daemon.Freeze();
        (await Should.ThrowAsync<DeviceException>(shell.RunAsync("echo x", null, TimeSpan.FromSeconds(1), Token)))
            .Message.ShouldContain("did not answer within 1 s");
        _daemon.Thaw();
        (await shell.RunAsync("echo back", null, s_patience, Token)).ShouldBe("back");
    }

    [Fact]
    public async Task ServerThatDies_IsReplacedAndOthersLive()
    {
        using var bystander = new Bystander();
        using var shell = Shell();
        await shell.RunAsync("true", null, s_patience, Token);
        var port = AdbServer.OwnPort.ShouldNotBeNull();
        port.ShouldNotBe(bystander.Port);
        var running = shell.RunAsync("sleep 600", null, s_patience, Token);
        await Task.Delay(500, Token);
        Bystander.Ask(port, "host:kill");
        (await Should.ThrowAsync<DeviceException>(running)).Message.ShouldContain("the connection broke in mid-command");
        (await shell.RunAsync("echo back", null, s_patience, Token)).ShouldBe("back");
        AdbServer.OwnPort.ShouldBe(port);
        bystander.IsAlive.ShouldBeTrue();
    }

    [Fact]
    public async Task SecondDevice_HasItsOwnFiles()
    {
        using var other = new AdbDaemon();
        using var first = Shell();
        using var second = AdbShell.Open(other.Address, other.Serial);
        await first.RunAsync("echo one > /data/which", null, s_patience, Token);
        await second.RunAsync("echo two > /data/which", null, s_patience, Token);
        (await first.RunAsync("cat /data/which", null, s_patience, Token)).ShouldBe("one");
        var found = await DeviceCatalog.ListAsync(Token);
        found.ShouldContain(new FoundDevice(HostDevice.Name, FoundDevice.Ready, null, null));
        found.ShouldContain(new FoundDevice(_daemon.Address, FoundDevice.Ready, "Board", null));
        found.ShouldContain(new FoundDevice(other.Address, FoundDevice.Ready, "Board", null));
    }

    [Fact]
    public async Task FullDevice_IsToldBeforeAnythingIsSent()
    {
        using var small = new AdbDaemon(bytes: 4_000_000);
        using var device = DeviceCatalog.Open(small.Address);
        (await Should.ThrowAsync<DeviceException>(() => device.DescribeAsync(Token)))
            .Message.ShouldMatch("has .* free in .*the worker takes");
        Directory.GetFileSystemEntries($"{small.Files}/data/local/tmp/sartor/runners").ShouldBeEmpty();
    }

    [Fact]
    public async Task UnknownSerial_IsToldWithWhatThereIs()
    {
        using (var known = Shell()) await known.RunAsync("true", null, s_patience, Token);
        using var device = DeviceCatalog.Open("adb:NOSUCHPHONE");
        var message = (await Should.ThrowAsync<DeviceException>(() => device.DescribeAsync(Token))).Message;
        message.ShouldContain("adb:NOSUCHPHONE: there is no such device; adb sees ");
        message.ShouldContain(_daemon.Address);
    }

    private AdbShell Shell() => AdbShell.Open(_daemon.Address, _daemon.Serial);
}

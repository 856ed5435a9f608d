using System.Runtime.InteropServices;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Devices;

[CollectionDefinition(nameof(SshServer), DisableParallelization = true)]
public sealed class SshServerGroup;

[Collection(nameof(SshServer))]
public sealed class SshDeviceTests : DeviceContract, IDisposable
{
    private readonly SshServer _server;

    public SshDeviceTests()
    {
        var problem = SshServer.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        _server = new SshServer();
    }

    protected override bool IsThisMachine => false;

    public void Dispose() => _server.Dispose();

    protected override IDevice Open() => DeviceCatalog.Open(_server.Address);

    [Theory]
    [InlineData("ssh:board")]
    [InlineData("ssh://")]
    [InlineData("ssh://user:password@board")]
    [InlineData("ssh://board/folder")]
    [InlineData("ssh://-oProxyCommand=touch@board")]
    [InlineData("ssh://board:port")]
    public void Address_OfAnotherForm_IsRefused(string address) =>
        Should.Throw<OptionException>(() => DeviceCatalog.Open(address)).Message.ShouldContain("write ssh://USER@HOST");

    [Fact]
    public async Task Worker_IsPutOnceAndCompletely()
    {
        using var shell = SshShell.Open(_server.Address, _server.Address[4..]);
        var runner = new RemoteRunner(shell);
        var path = (await runner.InstallAsync(TestContext.Current.CancellationToken)).Path;
        var written = File.GetLastWriteTimeUtc(path);
        (await runner.InstallAsync(TestContext.Current.CancellationToken)).Path.ShouldBe(path);
        File.GetLastWriteTimeUtc(path).ShouldBe(written);
        var local = Path.GetDirectoryName(WorkerLocator.FindRunner(RuntimeInformation.RuntimeIdentifier))!;
        foreach (var file in Directory.EnumerateFiles(local, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/glibc/")))
        {
            var there = Path.Combine(Path.GetDirectoryName(path)!, Path.GetRelativePath(local, file));
            File.ReadAllBytes(there).AsSpan().SequenceEqual(File.ReadAllBytes(file)).ShouldBeTrue(file);
        }
        Directory.EnumerateDirectories(Path.GetDirectoryName(Path.GetDirectoryName(path))!)
            .ShouldAllBe(folder => !Path.GetFileName(folder).Contains('.'), "no half of a worker stays");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("'; touch hacked; '")]
    [InlineData("$(touch hacked)`touch hacked`")]
    [InlineData("line\nbreak \\ \" ü🧵")]
    public async Task Words_ReachTheMachineAsTheyAre(string word)
    {
        using var shell = SshShell.Open(_server.Address, _server.Address[4..]);
        (await shell.RunAsync($"printf %s {ShellQuote.Of(word)}", null, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))
            .ShouldBe(word);
    }

    [Fact]
    public async Task Bytes_ReachTheMachineAsTheyAre()
    {
        using var shell = SshShell.Open(_server.Address, _server.Address[4..]);
        var bytes = new byte[1_000_003];
        new Random(1).NextBytes(bytes);
        var hash = await shell.RunAsync(
            "sha256sum", new MemoryStream(bytes), TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        hash.ShouldStartWith(Sha256.Hex(bytes));
    }

    [Fact]
    public async Task Script_ThatFails_IsOneErrorWithItsLastLine()
    {
        using var shell = SshShell.Open(_server.Address, _server.Address[4..]);
        var error = await Should.ThrowAsync<DeviceException>(shell.RunAsync(
            "echo it broke >&2; exit 7", null, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        error.Message.ShouldBe($"{_server.Address}: a command ended with exit code 7: it broke.");
    }

    [Fact]
    public async Task Script_ThatNeverEnds_IsGivenUpAtItsDeadline()
    {
        using var shell = SshShell.Open(_server.Address, _server.Address[4..]);
        var error = await Should.ThrowAsync<DeviceException>(shell.RunAsync(
            "sleep 600", null, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        error.Message.ShouldContain("did not answer within 1 s");
    }

    [Fact]
    public async Task OutputWithoutEnd_IsBounded()
    {
        using var shell = SshShell.Open(_server.Address, _server.Address[4..]);
        var text = await shell.RunAsync(
            "head -c 3000000 /dev/zero | tr '\\0' x", null, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        text.Length.ShouldBe(1 << 20);
    }

    [Fact]
    public async Task MachineThatIsGone_IsATransientFailureAndComesBack()
    {
        using var device = Open();
        await device.DescribeAsync();
        await using (var worker = device.OpenWorker())
        {
            (await worker.ProbeAsync("tflite")).Require();
            _server.Stop();
            var lost = await worker.ProbeAsync("tflite");
            lost.IsSuccess.ShouldBeFalse();
        }
        using (var away = Open())
        {
            var error = await Should.ThrowAsync<DeviceException>(() => away.DescribeAsync());
            error.Message.ShouldContain("cannot be reached");
        }
        _server.Restart();
        using var back = Open();
        (await back.DescribeAsync()).Engines.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task MachineWithAnotherKey_IsRefused()
    {
        _server.ForgetHostKey();
        using var device = Open();
        var error = await Should.ThrowAsync<DeviceException>(() => device.DescribeAsync());
        error.Message.ShouldContain("Host key verification failed");
    }
}

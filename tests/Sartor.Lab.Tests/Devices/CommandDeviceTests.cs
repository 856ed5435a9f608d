using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Devices;

public sealed class CommandDeviceTests : DeviceContract
{
    /// <summary>The worker that was built, as a command.</summary>
    internal static string Address => $"exec:dotnet \"{Path.Combine(AppContext.BaseDirectory, "sartor-worker.dll")}\"";

    protected override bool IsThisMachine => false;

    protected override IDevice Open() => DeviceCatalog.Open(Address);

    [Fact]
    public async Task Put_WithExternalData_RunsTheModel()
    {
        using var folder = new TemporaryFolder();
        var (model, weights) = ExternalNetwork.Write(folder.Path);
        using var device = Open();
        var path = await device.PutAsync(model);
        File.Exists(Path.Combine(Path.GetDirectoryName(path)!, Path.GetRelativePath(folder.Path, weights))).ShouldBeTrue();
        await using var worker = device.OpenWorker();
        var loaded = await worker.LoadAsync("onnxruntime", path, new EngineOptions());
        Assert.SkipWhen(loaded.Failure?.Message.Contains("build", StringComparison.Ordinal) == true, "the engine is not here");
        loaded.Require();
        (await worker.InferAsync([Tensor.Create(new Shape(2), [1f, 2])])).Require()[0].ToSingles().ShouldBe([11f, 22]);
    }

    [Theory]
    [InlineData("exec:/no/such/program", "is no program")]
    [InlineData("exec:no-such-program-anywhere --now", "is no program")]
    [InlineData("exec:", "has no command")]
    [InlineData("exec:'never closed", "not closed")]
    [InlineData("exec", "choose host, exec:COMMAND")]
    [InlineData("host:1", "choose host, exec:COMMAND")]
    [InlineData("tcp:1.2.3.4", "choose host, exec:COMMAND")]
    [InlineData("", "choose host, exec:COMMAND")]
    public void Address_ThatOpensNothing_SaysWhy(string address, string reason) =>
        Should.Throw<SartorException>(() => DeviceCatalog.Open(address)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("exec:/bin/true", "ended with exit code 0")]
    [InlineData("exec:/bin/sh -c 'echo it broke >&2; exit 3'", "it broke")]
    [InlineData("exec:/bin/sh -c 'echo this is not a frame at all; exec cat > /dev/null'", "malformed")]
    [InlineData("exec:/bin/cat /dev/zero", "malformed")]
    [InlineData("exec:/usr/bin/yes", "malformed")]
    [InlineData(
        "exec:/bin/sh -c 'printf \"\\377\\377\\377\\377\\0\\0\\0\\0\\0\\0\\0\\0\"; exec cat > /dev/null'", "more than the protocol allows")]
    [InlineData("exec:/bin/sh -c 'printf \"\\10\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0type=ok\"'", "ended with exit code 0")]
    public async Task Command_ThatIsNoWorker_IsOneClearError(string address, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        using var device = DeviceCatalog.Open(address);
        var error = await Should.ThrowAsync<DeviceException>(() => device.DescribeAsync());
        error.Message.ShouldContain(reason);
        error.Message.ShouldStartWith("exec:");
        error.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task Command_ThatHangs_IsEndedWithAllThatItStarted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        using var folder = new TemporaryFolder();
        var pid = Path.Combine(folder.Path, "pid");
        var command = new WorkerCommand("/bin/sh", ["-c", $"sleep 600 & echo $! > '{pid}'; wait"]);
        var options = new EngineWorkerOptions { Command = command, StartDeadline = TimeSpan.FromSeconds(1) };
        using var device = new CommandDevice("exec:hang", options);
        var error = await Should.ThrowAsync<DeviceException>(() => device.DescribeAsync());
        error.Message.ShouldContain("did not answer within 1 s");
        var child = int.Parse(await File.ReadAllTextAsync(pid), System.Globalization.CultureInfo.InvariantCulture);
        HasEnded(child).ShouldBeTrue("the child of the command was started for the device");
    }

    [Fact]
    public async Task Command_ThatDiesDuringPut_IsOneClearError()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "replies");
        await File.WriteAllBytesAsync(
            script, [.. Frame("type=ok\nprotocol=1\nminor=1\nclock_hz=1000\nengines=\n"), .. Frame("type=ok\nhave=0\n")]);
        var model = Path.Combine(folder.Path, "model");
        await File.WriteAllBytesAsync(model, new byte[9 << 20]);
        // It answers hello and put, takes a part of the file, and is gone.
        var command = new WorkerCommand("/bin/sh", ["-c", $"cat '{script}'; head -c 100000 > /dev/null; exit 7"]);
        using var device = new CommandDevice("exec:sh", new EngineWorkerOptions { Command = command });
        var error = await Should.ThrowAsync<DeviceException>(() => device.PutAsync(new ModelFiles(model, []), CancellationToken.None));
        error.Message.ShouldContain("exit code 7");
    }

    [Fact]
    public async Task Command_OfProtocol10_IsToldThatItTakesNoFiles()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "replies");
        await File.WriteAllBytesAsync(script, Frame("type=ok\nprotocol=1\nclock_hz=1000\nengines=tflite\n"));
        using var device = DeviceCatalog.Open($"exec:/bin/sh -c 'cat \"{script}\"; exec cat > /dev/null'");
        var tiny = TestFiles.Data("tiny", "dense.tflite");
        (await Should.ThrowAsync<DeviceException>(() => device.PutAsync(tiny))).Message.ShouldContain("protocol 1.0, which has no 'put'");
    }

    private static byte[] Frame(string header) => [(byte)header.Length, .. new byte[11], .. System.Text.Encoding.UTF8.GetBytes(header)];

    // A process that was killed stays in the table until whoever started it, or init, asks for its code.
    private static bool HasEnded(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.WaitForExit(TimeSpan.FromSeconds(10)) || File.ReadAllText($"/proc/{id}/stat")
                .Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            return true;
        }
    }
}

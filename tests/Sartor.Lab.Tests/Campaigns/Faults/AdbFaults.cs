using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Lab.Devices;
using Sartor.Lab.Tests.Devices;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>What goes wrong with a device behind adb.</summary>
internal static class AdbFaults
{
    private static readonly TimeSpan s_aSecond = TimeSpan.FromSeconds(1);

    // Longer than a worker may be silent.
    private static readonly TimeSpan s_tooLong = TimeSpan.FromSeconds(22);

    /// <summary>Those that all devices behind adb feel.</summary>
    public static IReadOnlyList<Fault> OfTheServer { get; } =
    [
        Measuring("our adb server is told to end", _ => Ask("host:kill")),
        Measuring("our adb server is killed", _ => SignalServer(UnixSignal.Kill)),
        Measuring("our adb server hangs", _ => SignalServer(UnixSignal.Stop)) with { Failures = 0 },
        EmulatorFaults.WithoutServer,
    ];

    public static IReadOnlyList<Fault> All { get; } =
    [
        Measuring("adbd dies and comes back", scene => scene.RebootAsync(TimeSpan.Zero)),
        Measuring("device reboots for three seconds", scene => scene.RebootAsync(3 * s_aSecond)),
        Measuring("device reboots and its files are wiped", scene =>
        {
            scene.Daemon.Restart();
            return Task.CompletedTask;
        }),
        Measuring("adbd is frozen for two seconds", scene => FreezeAsync(scene, 2 * s_aSecond)) with { Failures = 0, MostFailures = 0 },
        Of("device is offline when it is needed", scene => FreezeAsync(scene, 6 * s_aSecond)) with { Failures = 0 },
        Measuring("device leaves the list of adb", scene => Ask($"host:disconnect:{scene.Serial}")),
        Measuring("push breaks in the middle", BreakPushAsync),
        Measuring("worker on the device is cut to half its length", scene =>
            Change($"{scene.Runner}/sartor-worker", bytes => bytes[..(bytes.Length / 2)])) with { Failures = 0 },
        Measuring("worker on the device has other bytes", scene => Change($"{scene.Runner}/sartor-worker", Flipped)) with { Failures = 0 },
        Measuring("library on the device is cut", scene => Change(scene.Library, bytes => bytes[..4096])) with { Failures = 0 },
        Measuring("library on the device is empty", scene => Change(scene.Library, _ => [])) with { Failures = 0 },
        Measuring("library on the device is deleted", scene => Delete(scene.Library)) with { Failures = 0 },
        Measuring("files of the worker are deleted on the device", scene =>
        {
            // At once: a worker that starts meanwhile would find some of them.
            Directory.Move(scene.Home, $"{scene.Home}.gone");
            Directory.Delete($"{scene.Home}.gone", recursive: true);
            return Task.CompletedTask;
        }) with { Failures = 0 },
        Measuring("worker may not be executed on the device", scene =>
        {
            foreach (var path in new[] { $"{scene.Runner}/sartor-worker", Directory.GetFiles(scene.Runner, "ld-linux*").Single() })
                AdbScene.Run("chmod", "400", path);
            return Task.CompletedTask;
        }) with { Failures = 0 },
        Measuring("disk of the device is full", FillAsync) with { Failures = 0 },
        Measuring("worker on the device is killed", scene => Signal(scene, UnixSignal.Kill, 1)) with { Failures = 0 },
        Measuring("all workers on the device are killed", scene => Signal(scene, UnixSignal.Kill, 2)) with { Failures = 0 },
        Of("outputs of a network are NaN on the device", _ => Task.CompletedTask) with
        {
            Scene = () => new AdbScene { Models = ["dense.onnx", "undefined.onnx"], Converts = true },
            Failures = 0,
            MostFailures = 0,
            Lost = ["Invalid", "Skipped"],
            Reason = "NaN",
        },
        Linked("connection to adbd is cut in mid-frame", scene => Do(scene.Relay.Cut)),
        Linked("link to adbd damages bytes", scene => Do(() => scene.Relay.Damages = true)) with { Failures = 0 },
        Linked("link to adbd is slow", scene => Do(() => scene.Relay.DelayMs = 60)) with { Failures = 0, MostFailures = 0 },
    ];

    /// <summary>Those that last longer than a worker may be silent.</summary>
    public static IReadOnlyList<Fault> Long { get; } =
    [
        Measuring("adbd is frozen for too long", scene => FreezeAsync(scene, s_tooLong)) with { Failures = 0 },
        Measuring("worker on the device hangs", scene => Signal(scene, UnixSignal.Stop, 1)) with { Failures = 0 },
        Linked("link to adbd is silent for too long", scene => SilenceAsync(scene.Relay, s_tooLong)) with { Failures = 0 },
    ];

    private static Fault Of(string name, Func<AdbScene, Task> strike) => new(name, () => new AdbScene(), scene => strike((AdbScene)scene));

    private static Fault Measuring(string name, Func<AdbScene, Task> strike) => Of(name, async scene =>
    {
        await scene.UntilMeasuringAsync();
        await strike(scene);
    });

    private static Fault Linked(string name, Func<AdbScene, Task> strike) =>
        Measuring(name, strike) with { Scene = () => new AdbScene { IsBehindRelay = true } };

    private static Task Do(Action work)
    {
        work();
        return Task.CompletedTask;
    }

    public static async Task SilenceAsync(TcpRelay relay, TimeSpan time)
    {
        relay.IsSilent = true;
        await Task.Delay(time);
        relay.IsSilent = false;
    }

    private static async Task FreezeAsync(AdbScene scene, TimeSpan time)
    {
        scene.Daemon.Freeze();
        await Task.Delay(time);
        scene.Daemon.Thaw();
    }

    private static Task Ask(string request)
    {
        Bystander.Ask(AdbServer.OwnPort!.Value, request);
        return Task.CompletedTask;
    }

    public static Task SignalServer(int signal)
    {
        var address = $"tcp:localhost:{AdbServer.OwnPort}";
        var server = ProcessTable.Where((_, words) =>
            words[0] == AdbServer.Program && words.Contains(address) && words.Contains("server")).Single();
        UnixSignal.Send(server, signal);
        return Task.CompletedTask;
    }

    public static Task Signal(FaultScene scene, int signal, int workers)
    {
        foreach (var worker in scene.Workers().TakeLast(workers)) UnixSignal.Send(worker, signal);
        return Task.CompletedTask;
    }

    // Loses its files, is given them anew, and is gone in the middle of that.
    private static async Task BreakPushAsync(AdbScene scene)
    {
        scene.Daemon.Restart();
        await FaultScene.UntilAsync(() => Directory.Exists($"{scene.Home}/runners")
            && Directory.EnumerateFiles($"{scene.Home}/runners", "*", SearchOption.AllDirectories).Any());
        scene.Daemon.Restart();
    }

    private static async Task FillAsync(AdbScene scene)
    {
        var path = $"{scene.Daemon.Files}/data/filler";
        try
        {
            using var filler = File.Create(path);
            for (var block = new byte[1 << 16]; ;) filler.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
        await Task.Delay(4 * s_aSecond);
        File.Delete(path);
    }

    private static Task Change(string path, Func<byte[], byte[]> change)
    {
        AdbScene.Replace(path, change(File.ReadAllBytes(path)));
        return Task.CompletedTask;
    }

    private static byte[] Flipped(byte[] bytes)
    {
        for (var i = bytes.Length / 4; i < bytes.Length / 2; i++) bytes[i] ^= 0xff;
        return bytes;
    }

    private static Task Delete(string path)
    {
        File.Delete(path);
        return Task.CompletedTask;
    }
}

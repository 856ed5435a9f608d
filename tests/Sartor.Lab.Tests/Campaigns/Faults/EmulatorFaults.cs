using Sartor.Contracts;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>What goes wrong with an emulator. It boots anew for the first trial, after it has told what it is for the plan.</summary>
internal static class EmulatorFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        Measuring("emulator dies in mid-measurement", scene => Do(scene.Avd.Crash)),
        Measuring("emulator is told to end", scene => Do(() => UnixSignal.Send(scene.Avd.Starts[^1].Id, UnixSignal.Terminate))),
        Measuring("adbd of the emulator dies for good", scene => Do(() => UnixSignal.Send(scene.Avd.DaemonId, UnixSignal.Kill))),
        Measuring("adbd of the emulator is frozen for two seconds", async scene =>
        {
            UnixSignal.Send(scene.Avd.DaemonId, UnixSignal.Stop);
            await Task.Delay(2000);
            UnixSignal.Send(scene.Avd.DaemonId, UnixSignal.Continue);
        }) with { Failures = 0, MostFailures = 0 },
        Booting("emulator is offline first", "offline=4") with { Failures = 0, MostFailures = 0 },
        Booting("emulator starts late", "delay=3") with { Failures = 0, MostFailures = 0 },
        Booting("boot of the emulator never ends", "missing=sys.boot_completed"),
        Booting("emulator has no adbd", "missing=adb"),
        Booting("emulator ends at once", "exit=ERROR   | Not enough space to create userdata partition."),
    ];

    /// <summary>All devices behind adb feel it.</summary>
    public static Fault WithoutServer { get; } =
        Measuring("our adb server is killed beside an emulator", _ => AdbFaults.SignalServer(UnixSignal.Kill));

    private static Fault Measuring(string name, Func<EmulatorScene, Task> strike) => new(name, () => new EmulatorScene(), async scene =>
    {
        await scene.UntilMeasuringAsync();
        await strike((EmulatorScene)scene);
    });

    private static Fault Booting(string name, string line) =>
        new(name, () => new EmulatorScene(), scene => Do(() => ((EmulatorScene)scene).Avd.Set(line)));

    private static Task Do(Action work)
    {
        work();
        return Task.CompletedTask;
    }
}

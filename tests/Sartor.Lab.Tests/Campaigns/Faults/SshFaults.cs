using Sartor.Contracts;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>What goes wrong with a machine behind ssh.</summary>
internal static class SshFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        Measuring("sshd dies with all its connections and comes back", async scene =>
        {
            scene.Server.Stop();
            await Task.Delay(2000);
            scene.Server.Restart();
        }),
        Measuring("connection to sshd is cut in mid-frame", scene => Do(scene.Relay.Cut)),
        Measuring("sshd takes no connections for three seconds", async scene =>
        {
            scene.Relay.Close();
            await Task.Delay(3000);
            scene.Relay.Reopen();
        }),
        Measuring("link to sshd is silent for too long", scene => AdbFaults.SilenceAsync(scene.Relay, TimeSpan.FromSeconds(22))),
        Measuring("link to sshd is slow", scene => Do(() => scene.Relay.DelayMs = 60)) with { Failures = 0, MostFailures = 0 },
        Measuring("link to sshd damages bytes", async scene =>
        {
            scene.Relay.Damages = true;
            await FaultScene.UntilAsync(() => scene.Relay.HasDamaged);
        }),
        Measuring("worker behind ssh is killed", scene => AdbFaults.Signal(scene, UnixSignal.Kill, 1)) with { Failures = 0 },
    ];

    private static Fault Measuring(string name, Func<SshScene, Task> strike) => new(name, () => new SshScene(), async scene =>
    {
        await scene.UntilMeasuringAsync();
        await strike((SshScene)scene);
    });

    private static Task Do(Action work)
    {
        work();
        return Task.CompletedTask;
    }
}

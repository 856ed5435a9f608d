using System.Diagnostics;
using Sartor.Core;

namespace Sartor.Lab.Devices;

/// <summary>
/// Waits until an emulator can be used: adb has it as a device, its two properties of a completed boot are 1, the boot animation has
/// stopped, and the package manager answers. None of them alone is enough.
/// </summary>
/// <param name="emulator">It, started.</param>
/// <param name="adb">Reaches it.</param>
/// <param name="avd">What it was started with.</param>
internal sealed class EmulatorBoot(Emulator emulator, AdbShell adb, string avd)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_offline = TimeSpan.FromSeconds(15);

    private static readonly (string Property, string Value)[] s_booted =
        [("sys.boot_completed", "1"), ("dev.bootcomplete", "1"), ("init.svc.bootanim", "stopped")];

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _kicks;

    /// <summary>Ends when it is ready.</summary>
    /// <exception cref="DeviceException">It has ended, or is not ready in time; the message says what is missing.</exception>
    public async Task ReadyAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        var missing = "adb does not answer";
        try
        {
            for (; ; await Task.Delay(s_look, deadline.Token).ConfigureAwait(false))
            {
                var found = await MissingAsync(deadline.Token).ConfigureAwait(false);
                if (emulator.Ended is { } told) throw new DeviceException(adb.Address, told);
                if (found is null) return;
                missing = found;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DeviceException(adb.Address, $"is not ready after {patience.TotalSeconds:0} s: {missing}{emulator.Told}");
        }
    }

    /// <summary>The AVD of an emulator, by its console; null where it does not say.</summary>
    /// <exception cref="DeviceException">adb does not answer.</exception>
    public static async Task<string?> AvdOfAsync(AdbShell adb, CancellationToken cancellation) =>
        (await adb.TellAsync(cancellation, "emu", "avd", "name").ConfigureAwait(false)).Split('\n').Select(line => line.Trim()).ToArray()
            is [var name, "OK", ..] ? name : null;

    /// <summary>Which of the conditions does not hold yet; null for none.</summary>
    private async Task<string?> MissingAsync(CancellationToken cancellation)
    {
        try
        {
            if (await adb.FindAsync(cancellation).ConfigureAwait(false) is not { } row)
            {
                // Its own word is lost where the server was started anew.
                var port = await AdbServer.RequirePortAsync(adb.Address, AdbShell.Require(adb.Address), cancellation).ConfigureAwait(false);
                await AdbServer.AnnounceAsync(port, emulator.Port + 1, cancellation).ConfigureAwait(false);
                return $"adb does not see {emulator.Serial}";
            }
            if (row.State != AdbListing.Usable)
            {
                // That is how it looks while it boots; where it stays so, the connection has to be made anew.
                if (row.State == "offline" && _clock.Elapsed > s_offline * (_kicks + 1))
                {
                    _kicks++;
                    await adb.TellAsync(cancellation, "reconnect").ConfigureAwait(false);
                }
                return $"{emulator.Serial} is {row.State}";
            }
            if (await AvdOfAsync(adb, cancellation).ConfigureAwait(false) is { } other && other != avd)
                return $"{emulator.Serial} is an emulator of {other}";
            var told = (await adb.RunAsync(
                string.Join("; ", s_booted.Select(one => $"getprop {one.Property}")), null, s_answer, cancellation).ConfigureAwait(false))
                .Split('\n');
            for (var i = 0; i < s_booted.Length; i++)
            {
                var value = i < told.Length ? told[i].Trim() : "";
                if (value != s_booted[i].Value) return $"{s_booted[i].Property} is '{value}', not {s_booted[i].Value}";
            }
            var path = await adb.RunAsync("pm path android 2>&1 | head -n 1", null, s_answer, cancellation).ConfigureAwait(false);
            return path.StartsWith("package:", StringComparison.Ordinal) ? null : "its package manager does not answer";
        }
        catch (DeviceException e)
        {
            return e.Message.StartsWith($"{adb.Address}: ", StringComparison.Ordinal)
                ? e.Message[(adb.Address.Length + 2)..].TrimEnd('.')
                : e.Message.TrimEnd('.');
        }
    }
}

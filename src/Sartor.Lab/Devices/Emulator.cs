using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sartor.Core;

namespace Sartor.Lab.Devices;

/// <summary>
/// A process of Android's emulator that this program started, and the only one that it ends. It boots cold, without a window, and writes
/// nothing to its AVD; its ports are its own; it ends with this program in whatever way that ends.
/// </summary>
internal sealed class Emulator
{
    public const int FirstPort = 5554;
    public const int LastPort = 5682;

    // Where every adb server of this machine looks for emulators by itself.
    private const int LastScannedPort = 5584;

    private static readonly TimeSpan s_kill = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(5);

    private readonly Process _guard;
    private readonly LastWords _words;
    private readonly DeviceLock _lock;
    private int? _exitCode;

    private Emulator(Process guard, int port, DeviceLock held)
    {
        (_guard, Port, _lock) = (guard, port, held);
        _words = new LastWords(guard.StandardOutput.BaseStream);
        // What the guard itself says is of no use.
        guard.ErrorDataReceived += (_, _) => { };
        guard.BeginErrorReadLine();
    }

    /// <summary>Where its console listens; its adbd listens on the next one.</summary>
    public int Port { get; }

    /// <summary>As adb names it.</summary>
    public string Serial => $"emulator-{Port}";

    /// <summary>What it says of its end; null while it runs.</summary>
    public string? Ended => _exitCode is null && !_guard.HasExited
        ? null
        : $"the emulator ended with exit code {_exitCode ?? _guard.ExitCode}{Told}";

    /// <summary>The last thing that it printed of what went wrong, or at all; for the end of a sentence.</summary>
    public string Told => _words.Line is { Length: > 0 } line ? $"; it printed: {line.TrimEnd('.')}" : "";

    /// <summary>Starts one; it is ready later.</summary>
    /// <param name="address">As the user named it.</param>
    /// <param name="program">The emulator program.</param>
    /// <param name="avd">The virtual device.</param>
    /// <param name="adbPort">Where the adb server is that it tells of itself.</param>
    /// <exception cref="DeviceException">No port is free.</exception>
    public static Emulator Start(string address, string program, string avd, int adbPort)
    {
        var (port, held) = TakePort(address);
        string[] command =
        [
            program, "-avd", avd, "-port", Text(port), "-no-window", "-no-audio", "-no-boot-anim", "-gpu", "swiftshader_indirect",
            "-no-snapshot", "-read-only",
        ];
        if (!OperatingSystem.IsWindows()) command = ["/bin/sh", "-c", GuardScript.OfGroup, "emulator", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        start.Environment["ANDROID_ADB_SERVER_PORT"] = Text(adbPort);
        try
        {
            return new Emulator(Process.Start(start)!, port, held);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            held.Dispose();
            throw new DeviceException(address, $"{program} cannot be started: {e.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Ends it: as its console does, and where that does not help, by its process and those that it started.</summary>
    /// <param name="shell">Reaches it.</param>
    public async Task StopAsync(AdbShell shell)
    {
        try
        {
            if (!_guard.HasExited)
            {
                await shell.TellAsync(CancellationToken.None, "emu", "kill").ConfigureAwait(false);
                using var deadline = new CancellationTokenSource(s_kill);
                await _guard.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or DeviceException)
        {
            // Nothing is lost: it has nothing to save.
        }
        // The guard ends them when this pipe is closed.
        _guard.StandardInput.Close();
        if (OperatingSystem.IsWindows() && !_guard.HasExited) _guard.Kill(entireProcessTree: true);
        if (_guard.WaitForExit(s_end)) _exitCode = _guard.ExitCode;
        _guard.Dispose();
        _lock.Dispose();
    }

    // Ports that no adb server looks at by itself come first, so that no other program's server speaks with what measures.
    private static (int Port, DeviceLock Held) TakePort(string address)
    {
        var ports = Enumerable.Range(0, (LastPort - FirstPort) / 2 + 1).Select(i => FirstPort + 2 * i).ToLookup(p => p > LastScannedPort);
        foreach (var port in ports[true].Concat(ports[false]))
        {
            try
            {
                var held = DeviceLock.Take($"emulator-{port}", address);
                if (IsFree(port) && IsFree(port + 1)) return (port, held);
                held.Dispose();
            }
            catch (DeviceException)
            {
                // An emulator of another Sartor, which may not listen yet.
            }
        }
        throw new DeviceException(address, $"all ports for emulators ({FirstPort} to {LastPort + 1}) are in use; end one");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}

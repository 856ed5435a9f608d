using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sartor.Core;

namespace Sartor.Lab.Devices;

/// <summary>
/// The adb server of this program: on a free port of its own, so that it neither ends nor disturbs a server of somebody else. It is
/// started by the first command, again where it has died or hangs, and ends with the program in whatever way that ends.
/// <c>SARTOR_ADB_PORT</c> names a running server to be used instead, which is never started or ended from here.
/// </summary>
internal static class AdbServer
{
    private const string PortVariable = "SARTOR_ADB_PORT";
    private const string Name = "adb";

    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(20);
    private static readonly SemaphoreSlim s_turn = new(1, 1);
    private static Process? s_guard;
    private static int s_port;

    /// <summary>Where the adb program is; null where there is none.</summary>
    public static string? Program => ProgramPath.FindOfAndroid("platform-tools", Name);

    /// <summary>The port of this program's own server; null before it was needed.</summary>
    public static int? OwnPort => s_guard is null ? null : s_port;

    /// <summary>Makes sure that a server answers.</summary>
    /// <param name="address">The device that it is for.</param>
    /// <param name="program">The adb program.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What an adb command begins with; for an address in numbers adb starts no server itself.</returns>
    /// <exception cref="DeviceException">None can be started, or the one that the user named does not answer.</exception>
    public static async Task<string[]> RequireAsync(string address, string program, CancellationToken cancellation) =>
        ["-L", $"tcp:127.0.0.1:{await RequirePortAsync(address, program, cancellation).ConfigureAwait(false)}"];

    /// <summary>As <see cref="RequireAsync"/>, and says where: for programs that speak with the server themselves.</summary>
    public static async Task<int> RequirePortAsync(string address, string program, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(PortVariable) is { Length: > 0 } named)
        {
            return ushort.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                && await VersionAsync(port, cancellation).ConfigureAwait(false) is not null
                ? port
                : throw new DeviceException(address, $"no adb server answers on the port that {PortVariable} names ('{named}')");
        }
        await s_turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (s_guard is null || await VersionAsync(s_port, cancellation).ConfigureAwait(false) is null)
                await StartAsync(address, program, cancellation).ConfigureAwait(false);
            return s_port;
        }
        finally
        {
            s_turn.Release();
        }
    }

    /// <summary>Tells a server of an emulator, as that does itself when it starts; one that knows it already is not disturbed.</summary>
    /// <param name="port">Where the server is; nothing happens where none is there.</param>
    /// <param name="emulatorPort">Where the emulator's adbd listens: the port of its console, and one.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task AnnounceAsync(int port, int emulatorPort, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellation).ConfigureAwait(false);
            var request = $"host:emulator:{emulatorPort}";
            var bytes = Encoding.ASCII.GetBytes($"{request.Length:x4}{request}");
            await client.GetStream().WriteAsync(bytes, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Whoever needs the server next starts it.
        }
    }

    private static async Task StartAsync(string address, string program, CancellationToken cancellation)
    {
        End();
        // A server that took the place of one that died keeps its port: commands that were made name it.
        if (s_port == 0)
        {
            s_port = FreePort();
            AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        }
        string[] command = [program, "-L", $"tcp:localhost:{s_port}", "server", "nodaemon"];
        s_guard = Process.Start(OperatingSystem.IsWindows()
            ? new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, CreateNoWindow = true }
            : new ProcessStartInfo("/bin/sh", ["-c", GuardScript.Text, Name, .. command])
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
            })!;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_start && !s_guard.HasExited;)
        {
            if (await VersionAsync(s_port, cancellation).ConfigureAwait(false) is not null) return;
            await Task.Delay(50, cancellation).ConfigureAwait(false);
        }
        End();
        throw new DeviceException(address, $"{program} does not start a server; see what `adb server nodaemon` prints");
    }

    private static void End()
    {
        if (s_guard is null) return;
        s_guard.StandardInput.Close();
        if (OperatingSystem.IsWindows() && !s_guard.HasExited) s_guard.Kill();
        s_guard.WaitForExit(s_answer);
        s_guard.Dispose();
        s_guard = null;
    }

    /// <summary>The version of its protocol, in hexadecimal digits; null where no server answers in time.</summary>
    private static async Task<string?> VersionAsync(int port, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ending.CancelAfter(s_answer);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, ending.Token).ConfigureAwait(false);
            var stream = client.GetStream();
            await stream.WriteAsync("000chost:version"u8.ToArray(), ending.Token).ConfigureAwait(false);
            var reply = new byte[12];
            await stream.ReadExactlyAsync(reply, ending.Token).ConfigureAwait(false);
            return Encoding.ASCII.GetString(reply) is ['O', 'K', 'A', 'Y', '0', '0', '0', '4', .. var version] ? version : null;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sartor.Contracts.Devices;

/// <summary>
/// A device of Android's kind: a real adbd on loopback, on a free port, in a root folder without glibc (tests/devices/adb); ended by its
/// own process. What it runs and mounts ends with it.
/// </summary>
public sealed class AdbDaemon : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly long _bytes;
    private readonly string? _programs;
    private Process? _process;

    /// <param name="bytes">The room in its /data.</param>
    /// <param name="programs">A folder of programs that it has besides; null for none.</param>
    public AdbDaemon(long bytes = 200_000_000, string? programs = null)
    {
        (_bytes, _programs) = (bytes, programs);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Port = FreePort();
            if (Start()) return;
        }
        Assert.Fail("adbd does not start");
    }

    /// <summary>Why there is none; null where it runs.</summary>
    public static string? Problem =>
        !File.Exists("/usr/bin/adb") ? "there is no adb on this machine (Debian: apt-get install adb)"
        : Environment.UserName != "root" ? "the mounts of the device need root"
        : !File.Exists(Path.Combine(Root, "opt", "adbd", "adbd")) ? "tests/devices/adb/build-root.sh has not been run"
        : null;

    public int Port { get; private set; }

    public string Serial => $"127.0.0.1:{Port}";

    /// <summary>As <c>--device</c> takes it.</summary>
    public string Address => $"adb:{Serial}";

    /// <summary>Its files, as this machine sees them.</summary>
    public string Files => $"/proc/{DaemonId}/root";

    private static string Root => Path.Combine(TestFiles.Root, "artifacts", "adb-device");

    /// <summary>Its process, as this machine numbers it; all that it runs shares its namespaces.</summary>
    public int DaemonId => int.Parse(
        File.ReadAllText($"/proc/{_process!.Id}/task/{_process.Id}/children").Trim(), CultureInfo.InvariantCulture);

    /// <summary>The workers that run on it, as this machine numbers them, oldest first: two in the middle of a measurement.</summary>
    public IReadOnlyList<int> Workers() => WorkersIn(DaemonId);

    /// <summary>Likewise, of any adbd in namespaces of its own.</summary>
    public static IReadOnlyList<int> WorkersIn(int daemon)
    {
        if (ProcessTable.NamespaceOf(daemon) is not { } space) return [];
        return ProcessTable.Where((id, words) => !words[0].EndsWith("sh", StringComparison.Ordinal)
            && words.Any(word => word.EndsWith("sartor-worker", StringComparison.Ordinal)) && ProcessTable.NamespaceOf(id) == space);
    }

    /// <summary>Ends it with all that it runs, as a phone that loses its power; what is in its /data is lost.</summary>
    public void Stop()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it again on the same port.</summary>
    public void Restart()
    {
        Stop();
        Start().ShouldBeTrue();
    }

    /// <summary>It keeps its connections and answers nothing.</summary>
    public void Freeze() => UnixSignal.Send(DaemonId, UnixSignal.Stop);

    /// <summary>It goes on.</summary>
    public void Thaw() => UnixSignal.Send(DaemonId, UnixSignal.Continue);

    public void Dispose() => Stop();

    private bool Start()
    {
        // It must not keep the streams of the test open.
        _process = Process.Start(new ProcessStartInfo(
            TestFiles.Devices("adb", "start.sh"), [Root, $"{Port}", $"{_bytes}", "ro.product.model=Board", "ro.product.name=board"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PROGRAMS"] = _programs },
        })!;
        // Nobody needs what it says.
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < s_deadline && !_process.HasExited;)
        {
            try
            {
                using var probe = new TcpClient();
                probe.Connect(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                _process.WaitForExit(20);
            }
        }
        Stop();
        return false;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

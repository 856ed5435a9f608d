using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sartor.Contracts.Devices;

/// <summary>
/// An AVD of a scripted emulator (tests/devices/emulator), which this process finds in the place of Android's: its adbd is a real one,
/// and its boot goes wrong as the AVD says; it may take 20 seconds. What runs of it ends with this object.
/// </summary>
public sealed class VirtualDevice : IDisposable
{
    // Of all of this process: where the emulator and its AVDs are is a matter of the environment.
    private static readonly Lazy<TemporaryFolder> s_sdk = new(MakeSdk);

    /// <param name="lines">What goes wrong, as the script says.</param>
    public VirtualDevice(params string[] lines)
    {
        Name = $"avd_{Guid.NewGuid():N}";
        Set(lines);
    }

    /// <summary>Why there is none; null where it runs.</summary>
    public static string? Problem => AdbDaemon.Problem
        ?? (File.Exists("/usr/bin/perl") ? null : "there is no perl on this machine (Debian: apt-get install perl-base)")
        ?? (File.Exists("/usr/bin/setsid") ? null : "there is no setsid on this machine (Debian: apt-get install util-linux)");

    /// <summary>The emulator program.</summary>
    public static string Program => Path.Combine(s_sdk.Value.Path, "emulator", "emulator");

    public string Name { get; }

    /// <summary>As <c>--device</c> takes it.</summary>
    public string Address => $"emulator:{Name}";

    /// <summary>Each start so far: its process, which leads a group, its port, and the words that it was given.</summary>
    public IReadOnlyList<(int Id, int Port, string Words)> Starts => !File.Exists(Of("log")) ? [] :
    [
        .. File.ReadAllLines(Of("log")).Select(line => line.Split(' ', 3)).Select(words => (
            int.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture), words[2])),
    ];

    /// <summary>Whether the last start has booted, but for what is missing.</summary>
    public bool HasBooted => File.Exists(Of("booted"));

    /// <summary>Whether a start has ended since it was told to, by its console or by a signal.</summary>
    public bool HasEndedInOrder => File.Exists(Of("told"));

    /// <summary>The adbd of the last start, as this machine numbers it.</summary>
    public int DaemonId => int.Parse(File.ReadAllText(Of("daemon")).Trim(), CultureInfo.InvariantCulture);

    /// <summary>The files of the last start, as this machine sees them.</summary>
    public string Files => $"/proc/{DaemonId}/root";

    /// <summary>How often properties were asked for.</summary>
    public int Questions => File.Exists($"{Files}/run/asked") ? File.ReadAllLines($"{Files}/run/asked").Length : 0;

    /// <summary>What goes wrong from now on.</summary>
    public void Set(params string[] lines)
    {
        File.WriteAllLines(Of("new"), ["avd.ini.encoding=UTF-8", .. lines]);
        File.Move(Of("new"), Of("ini"), overwrite: true);
    }

    /// <summary>The processes that live of all its starts, but for one that a given process leads.</summary>
    public IReadOnlyList<int> Processes(int? besides = null)
    {
        var groups = Starts.Select(start => start.Id).Where(id => id != besides).ToHashSet();
        return ProcessTable.Where((id, _) => groups.Contains(ProcessTable.GroupOf(id)));
    }

    /// <summary>The workers on the last start, oldest first.</summary>
    public IReadOnlyList<int> Workers() => File.Exists(Of("daemon")) ? AdbDaemon.WorkersIn(DaemonId) : [];

    /// <summary>Starts it as somebody else does, who has an adb server, and waits until it has booted.</summary>
    /// <returns>Its process, which ends with this object.</returns>
    public async Task<Process> StartForOthersAsync(int adbPort)
    {
        var start = new ProcessStartInfo("setsid", [Program, "-avd", Name, "-port", $"{FreePort()}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ANDROID_ADB_SERVER_PORT"] = $"{adbPort}";
        var process = Process.Start(start)!;
        for (var i = 0; i < 1500 && !HasBooted; i++) await Task.Delay(20);
        HasBooted.ShouldBeTrue();
        return process;
    }

    /// <summary>The last start dies with all that it runs, as an emulator that crashes.</summary>
    public void Crash() => UnixSignal.SendToGroup(Starts[^1].Id, UnixSignal.Kill);

    public void Dispose()
    {
        foreach (var start in Starts.Where(start => ProcessTable.Where((id, _) => ProcessTable.GroupOf(id) == start.Id).Count > 0))
            UnixSignal.SendToGroup(start.Id, UnixSignal.Kill);
        foreach (var ending in new[] { "ini", "log", "booted", "daemon", "told" }) File.Delete(Of(ending));
    }

    // From the other end than Sartor takes them.
    private static int FreePort()
    {
        for (var port = 5682; ; port -= 2)
        {
            try
            {
                foreach (var one in new[] { port, port + 1 })
                {
                    using var listener = new TcpListener(IPAddress.Loopback, one);
                    listener.Start();
                }
                return port;
            }
            catch (SocketException)
            {
                port.ShouldBeGreaterThan(5586);
            }
        }
    }

    private static TemporaryFolder MakeSdk()
    {
        var folder = new TemporaryFolder();
        foreach (var name in new[] { "emulator", "avd" }) Directory.CreateDirectory(Path.Combine(folder.Path, name));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "emulator", "emulator"), TestFiles.Devices("emulator", "emulator"));
        Environment.SetEnvironmentVariable("ANDROID_HOME", folder.Path);
        Environment.SetEnvironmentVariable("SARTOR_EMULATOR_SECONDS", "20");
        Environment.SetEnvironmentVariable("ANDROID_AVD_HOME", Path.Combine(folder.Path, "avd"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder;
    }

    private string Of(string ending) => Path.Combine(s_sdk.Value.Path, "avd", $"{Name}.{ending}");
}

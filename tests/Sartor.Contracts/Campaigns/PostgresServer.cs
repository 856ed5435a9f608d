using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sartor.Contracts.Campaigns;

/// <summary>
/// A PostgreSQL server of its own: in a temporary folder, on loopback, on a free port; ended by its own process. It does not run as root,
/// so there it runs as the user of Debian's package.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "postgres";
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    // Of everybody: the server runs as another user than the test does.
    private static readonly string s_temporary = Path.GetTempPath();

    private readonly string? _folder;
    private readonly Process? _process;

    public PostgresServer()
    {
        if (Programs() is not { } programs)
        {
            Problem = "there is no PostgreSQL on this machine (Debian: apt-get install postgresql)";
            return;
        }
        _folder = Run("mktemp", ["-d", Path.Combine(s_temporary, "sartor-postgres-XXXXXXXX")]).Trim();
        var data = Path.Combine(_folder, "data");
        Run(Path.Combine(programs, "initdb"), ["-D", data, "-U", User, "--auth=trust", "--no-sync", "-E", "UTF8"]);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Port = FreePort();
            _process = Start(
                Path.Combine(programs, "postgres"),
                ["-D", data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
            if (IsUp(_process)) return;
            // Somebody else took the port meanwhile.
            Stop(_process);
        }
        throw new InvalidOperationException("PostgreSQL does not start");
    }

    /// <summary>Why there is none; null where it runs.</summary>
    public string? Problem { get; }

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={User};Database={User};Timeout=30";

    public void Dispose()
    {
        if (_process is not null) Stop(_process);
        if (_folder is not null) Run("rm", ["-r", _folder]);
    }

    private static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Order(StringComparer.Ordinal)
            .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private bool IsUp(Process process)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < s_deadline && !process.HasExited)
        {
            try
            {
                using var connection = new Npgsql.NpgsqlConnection($"{ConnectionString};Pooling=false");
                connection.Open();
                return true;
            }
            catch (Npgsql.NpgsqlException)
            {
                process.WaitForExit(50);
            }
        }
        return false;
    }

    // SIGINT: a fast shutdown, which ends connections.
    private static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            UnixSignal.SendToGroup(process.Id, UnixSignal.Interrupt);
            if (!process.WaitForExit(20_000)) process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    // A session of its own, so that a signal to the group reaches the server also behind runuser.
    private static Process Start(string program, string[] arguments)
    {
        string[] words = Environment.UserName == "root"
            ? ["setsid", "--wait", "runuser", "-u", User, "--", program, .. arguments]
            : ["setsid", "--wait", program, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = s_temporary,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static string Run(string program, string[] arguments)
    {
        string[] words = Environment.UserName == "root" ? ["runuser", "-u", User, "--", program, .. arguments] : [program, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, WorkingDirectory = s_temporary };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}

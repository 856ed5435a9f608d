using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Sartor.Contracts.Devices;

/// <summary>A server of OpenSSH of its own: on loopback, on a free port, with keys of its own; ended by its own process.</summary>
public sealed class SshServer : IDisposable
{
    private const string Program = "/usr/sbin/sshd";
    private const string Variable = "SARTOR_SSH_CONFIG";
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public SshServer()
    {
        // Where sshd puts its unprivileged half; the package's service makes it at boot.
        if (Environment.UserName == "root") Directory.CreateDirectory("/run/sshd");
        Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path("host"));
        Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path("user"));
        File.Copy(Path("user.pub"), Path("authorized"));
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Port = FreePort();
            Start();
            if (IsUp()) break;
            Stop();
        }
        WriteClientConfig(Path("known"));
        Environment.SetEnvironmentVariable(Variable, Path("config"));
    }

    /// <summary>Why there is none; null where it runs.</summary>
    public static string? Problem =>
        File.Exists(Program) ? null : "there is no sshd on this machine (Debian: apt-get install openssh-server)";

    public int Port { get; private set; }

    /// <summary>As <c>--device</c> takes it.</summary>
    public string Address => AddressOf(Port);

    /// <summary>The same machine behind a port that leads to it.</summary>
    public static string AddressOf(int port) => $"ssh://{Environment.UserName}@127.0.0.1:{port}";

    /// <summary>The process that listens.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Ends the server and all its connections, as a board that loses its power.</summary>
    public void Stop()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it again on the same port.</summary>
    public void Restart()
    {
        Stop();
        Start();
        IsUp().ShouldBeTrue();
    }

    /// <summary>Lets clients know another host key than the server's.</summary>
    public void ForgetHostKey()
    {
        Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path("other"));
        File.WriteAllText(Path("known"), Known("other.pub"));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Stop();
        _folder.Dispose();
    }

    private void WriteClientConfig(string known)
    {
        File.WriteAllText(known, Known("host.pub"));
        File.WriteAllText(
            Path("config"),
            $"Host *\n  HostKeyAlias board\n  IdentityFile {Path("user")}\n  IdentitiesOnly yes\n  UserKnownHostsFile {known}\n"
            + "  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n");
    }

    private string Known(string key) => $"board {File.ReadAllText(Path(key))}";

    private void Start()
    {
        File.WriteAllText(
            Path("sshd"),
            $"ListenAddress 127.0.0.1:{Port}\nHostKey {Path("host")}\nAuthorizedKeysFile {Path("authorized")}\nPidFile none\nUsePAM no\n"
            + "StrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n");
        // It must not keep the streams of the test open.
        _process = Process.Start(new ProcessStartInfo(Program, ["-D", "-q", "-f", Path("sshd")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    private bool IsUp()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < s_deadline && !_process!.HasExited)
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
        return false;
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.Path, name);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, program);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Globalization;
using Sartor.Core;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>
/// A shell through the system's OpenSSH, with the user's own configuration, keys and known hosts. One connection is shared by all
/// commands (ControlMaster) and ends with this object. Nothing asks for a password. <c>SARTOR_SSH_CONFIG</c> names another configuration
/// than the user's.
/// </summary>
internal sealed class SshShell : IRemoteShell
{
    private const string ConfigVariable = "SARTOR_SSH_CONFIG";

    // What ssh ends with when the connection failed.
    private const int NoConnection = 255;

    private static readonly TimeSpan s_closing = TimeSpan.FromSeconds(5);

    private readonly string _program;
    private readonly string[] _options;
    private readonly string _host;
    private readonly DirectoryInfo _folder;

    private SshShell(string address, string program, string host, int? port)
    {
        (Address, _program, _host) = (address, program, host);
        _folder = ScratchFolder.Create("sartor-ssh-");
        _options =
        [
            "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3",
            "-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", $"ControlPath={Path.Combine(_folder.FullName, "c")}",
            .. Environment.GetEnvironmentVariable(ConfigVariable) is { Length: > 0 } file ? ["-F", file] : Array.Empty<string>(),
            .. port is { } number ? ["-p", number.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        ];
    }

    public string Address { get; }

    /// <summary>From an address <c>ssh://[USER@]HOST[:PORT]</c>; nothing is connected yet.</summary>
    /// <param name="address">The whole address.</param>
    /// <param name="rest">What stands behind <c>ssh:</c>.</param>
    /// <exception cref="OptionException">It has another form.</exception>
    /// <exception cref="DeviceException">This machine has no ssh.</exception>
    public static SshShell Open(string address, string rest)
    {
        if (!Uri.TryCreate($"ssh:{rest}", UriKind.Absolute, out var uri) || !rest.StartsWith("//", StringComparison.Ordinal)
            || uri.Host.Length == 0 || uri.PathAndQuery.Length > 1 || uri.UserInfo.Contains(':', StringComparison.Ordinal)
            || uri.Host.StartsWith('-') || uri.UserInfo.StartsWith('-'))
        {
            throw new OptionException(
                "--device", $"'{address}' is not the address of a machine; write ssh://USER@HOST or ssh://USER@HOST:PORT");
        }
        var program = ProgramPath.Find("ssh")
            ?? throw new DeviceException(address, "there is no ssh on this machine; install OpenSSH's client");
        var user = Uri.UnescapeDataString(uri.UserInfo);
        var host = uri.Host.Trim('[', ']');
        return new SshShell(address, program, user.Length > 0 ? $"{user}@{host}" : host, uri.Port > 0 ? uri.Port : null);
    }

    public async Task<string> RunAsync(string script, Stream? input, TimeSpan deadline, CancellationToken cancellation)
    {
        var run = await ToolRun.OfAsync(_program, [.. _options, "--", _host, InShell(script)], input, deadline, cancellation)
            .ConfigureAwait(false);
        return run.ExitCode switch
        {
            0 => run.Output.TrimEnd('\n'),
            null => throw new DeviceException(Address, $"did not answer within {deadline.TotalSeconds:0} s"),
            NoConnection => throw new DeviceException(Address, $"cannot be reached: {run.LastError.TrimEnd('.')}"),
            var code => throw new DeviceException(Address, $"a command ended with exit code {code}: {run.LastError.TrimEnd('.')}"),
        };
    }

    public WorkerCommand CommandFor(string script) => new(_program, [.. _options, "--", _host, InShell(script)]);

    public void Dispose()
    {
        try
        {
            // The connection would outlive this object by a minute.
            ToolRun.OfAsync(_program, [.. _options, "-O", "exit", "--", _host], null, s_closing, CancellationToken.None)
                .GetAwaiter().GetResult();
            _folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            // A folder with a dead socket stays in the temporary folder.
        }
    }

    // The login shell of a user may be any; what it is given is one quoted word.
    private static string InShell(string script) => $"exec sh -c {ShellQuote.Of(script)}";
}

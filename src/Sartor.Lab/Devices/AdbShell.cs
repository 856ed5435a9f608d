using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sartor.Core;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>
/// A shell through adb, with <see cref="AdbServer"/>. Each command ends with a mark and its exit code, since adb ends with 0 when the
/// connection breaks in mid-command.
/// </summary>
internal sealed partial class AdbShell : IRemoteShell
{
    private const string ShellProtocol = "shell_v2";

    // adb's own requests; a phone that is being connected becomes usable within seconds.
    private static readonly TimeSpan s_request = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_connecting = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_appearing = TimeSpan.FromSeconds(3);

    private readonly string _program;
    private readonly string _serial;
    private string[] _server = [];
    private bool _isReady;

    private AdbShell(string address, string program, string serial) => (Address, _program, _serial) = (address, program, serial);

    public string Address { get; }

    /// <summary>From an address <c>adb:SERIAL</c>; nothing is connected yet.</summary>
    /// <param name="address">The whole address.</param>
    /// <param name="serial">What stands behind <c>adb:</c>.</param>
    /// <exception cref="OptionException">It has another form.</exception>
    /// <exception cref="DeviceException">This machine has no adb.</exception>
    public static AdbShell Open(string address, string serial)
    {
        if (!Serial().IsMatch(serial))
        {
            throw new OptionException(
                "--device", $"'{address}' is not the address of a device; write adb:SERIAL with a serial number or HOST:PORT that "
                + "`sartor device list` shows");
        }
        return new AdbShell(address, Require(address), serial);
    }

    /// <summary>The devices that adb sees, whatever their state; none where this machine has no adb.</summary>
    /// <exception cref="DeviceException">adb does not answer.</exception>
    public static async Task<IReadOnlyList<FoundDevice>> ListAsync(CancellationToken cancellation)
    {
        if (AdbServer.Program is not { } program) return [];
        using var shell = new AdbShell("adb", program, "");
        shell._server = await AdbServer.RequireAsync(shell.Address, program, cancellation).ConfigureAwait(false);
        var rows = await shell.DevicesAsync(cancellation).ConfigureAwait(false);
        // A server that was just started finds what is plugged in within a second.
        for (var clock = Stopwatch.StartNew(); rows.Count == 0 && clock.Elapsed < s_appearing;)
        {
            await Task.Delay(200, cancellation).ConfigureAwait(false);
            rows = await shell.DevicesAsync(cancellation).ConfigureAwait(false);
        }
        return
        [
            .. rows.Select(row => new FoundDevice(
                $"adb:{(rows.Count(other => other.Serial == row.Serial) > 1 ? row.Port ?? row.Serial : row.Serial)}",
                row.State == AdbListing.Usable ? FoundDevice.Ready : row.State, row.Model, row.Problem)),
        ];
    }

    /// <summary>Where adb is.</summary>
    /// <exception cref="DeviceException">This machine has none.</exception>
    public static string Require(string address) => AdbServer.Program ?? throw new DeviceException(
        address, "there is no adb on this machine; install it (Debian: apt-get install adb), or let ANDROID_HOME name the SDK's folder");

    public async Task<string> RunAsync(string script, Stream? input, TimeSpan deadline, CancellationToken cancellation)
    {
        if (!_isReady) await ConnectAsync(cancellation).ConfigureAwait(false);
        _isReady = false;
        var mark = $"{Guid.NewGuid():N}";
        var run = await ToolRun.OfAsync(
            _program, [.. Shell, $"({script}\n)\nprintf '\\n%s %s' {mark} $?"], input, deadline, cancellation).ConfigureAwait(false);
        if (run.ExitCode is null) throw new DeviceException(Address, $"did not answer within {deadline.TotalSeconds:0} s");
        if (run.Tail.LastIndexOf($"\n{mark} ", StringComparison.Ordinal) is not (var end and >= 0)
            || !int.TryParse(run.Tail.AsSpan(end + mark.Length + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            throw new DeviceException(Address, $"the connection broke in mid-command{Printed(run)}");
        }
        _isReady = true;
        return code == 0
            ? run.Output.Split($"\n{mark}")[0].TrimEnd('\n')
            : throw new DeviceException(Address, $"a command ended with exit code {code}{Printed(run)}");
    }

    public WorkerCommand CommandFor(string script) => new(_program, [.. Shell, script]);

    /// <summary>The line about this device in adb's list; null where it is not in it.</summary>
    /// <exception cref="DeviceException">adb does not answer.</exception>
    public async Task<AdbListing?> FindAsync(CancellationToken cancellation)
    {
        _server = await AdbServer.RequireAsync(Address, _program, cancellation).ConfigureAwait(false);
        return AdbListing.Find(await DevicesAsync(cancellation).ConfigureAwait(false), Address, _serial);
    }

    /// <summary>What adb says to a request about this device.</summary>
    /// <exception cref="DeviceException">adb does not answer.</exception>
    public async Task<string> TellAsync(CancellationToken cancellation, params string[] request)
    {
        _server = await AdbServer.RequireAsync(Address, _program, cancellation).ConfigureAwait(false);
        return await AskAsync(cancellation, ["-s", _serial, .. request]).ConfigureAwait(false);
    }

    public void Dispose()
    {
        // The server is the program's, and may serve other devices.
    }

    // Without a terminal: its bytes are the program's. One word: adb joins words with blanks and lets the device's shell read them.
    private string[] Shell => [.. _server, "-s", _serial, "shell", "-T"];

    /// <summary>Waits until the device is there and usable, as far as waiting helps.</summary>
    private async Task ConnectAsync(CancellationToken cancellation)
    {
        _server = await AdbServer.RequireAsync(Address, _program, cancellation).ConfigureAwait(false);
        var isNetwork = Network().IsMatch(_serial);
        var said = "";
        var clock = Stopwatch.StartNew();
        for (var kicks = 0; ;)
        {
            var rows = await DevicesAsync(cancellation).ConfigureAwait(false);
            var row = AdbListing.Find(rows, Address, _serial);
            if (row?.Problem is { } problem) throw new DeviceException(Address, problem);
            if (row?.State == AdbListing.Usable) break;
            if (clock.Elapsed > (row is null && !isNetwork ? s_appearing : s_connecting)) throw Away(row, rows, said);
            if (row is null && isNetwork) said = (await AskAsync(cancellation, "connect", _serial).ConfigureAwait(false)).Trim();
            else if (row?.State == "offline" && clock.Elapsed >= s_patience * kicks)
            {
                kicks++;
                await AskAsync(cancellation, "reconnect", "offline").ConfigureAwait(false);
            }
            if (Refused().IsMatch(said)) throw Away(row, rows, said);
            await Task.Delay(200, cancellation).ConfigureAwait(false);
        }
        var features = await AskAsync(cancellation, "-s", _serial, "features").ConfigureAwait(false);
        if (!features.Split('\n').Select(line => line.Trim()).Contains(ShellProtocol))
            throw new DeviceException(Address, "its adbd cannot tell output from errors (no shell protocol); Android 7 and newer can");
        _isReady = true;
    }

    private DeviceException Away(AdbListing? row, IReadOnlyList<AdbListing> rows, string said)
    {
        if (row is not null) return new DeviceException(Address, $"is {row.State} and does not come back; plug it in again, or restart it");
        if (said.Length > 0) return new DeviceException(Address, $"cannot be reached: {said.Split('\n')[^1].TrimEnd('.')}");
        var seen = rows.Count == 0 ? "adb sees no device" : $"adb sees {string.Join(", ", rows.Select(other => $"adb:{other.Serial}"))}";
        return new DeviceException(Address, $"there is no such device; {seen}");
    }

    private async Task<IReadOnlyList<AdbListing>> DevicesAsync(CancellationToken cancellation) =>
        AdbListing.Parse(await AskAsync(cancellation, "devices", "-l").ConfigureAwait(false));

    private async Task<string> AskAsync(CancellationToken cancellation, params string[] request)
    {
        var run = await ToolRun.OfAsync(_program, [.. _server, .. request], null, s_request, cancellation).ConfigureAwait(false);
        return run.ExitCode is null
            ? throw new DeviceException(Address, $"adb {request[0]} did not answer within {s_request.TotalSeconds:0} s")
            : run.Output + run.Error;
    }

    private static string Printed(ToolRun run) => run.LastError is { Length: > 0 } line ? $": {line.TrimEnd('.')}" : "";

    [GeneratedRegex(@"^[\w\[][\w.:\[\]%/-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Serial();

    [GeneratedRegex(@"^[^:]+:\d+$|^\[.+\]:\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Network();

    // What does not change by waiting.
    [GeneratedRegex(
        "refused|cannot resolve|failed to resolve|no such host|bad port", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Refused();
}

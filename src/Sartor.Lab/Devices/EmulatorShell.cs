using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Sartor.Core;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>
/// The shell of an emulator that this program starts when it is first asked for something, and ends when nobody here uses it any more:
/// <c>emulator:AVD</c>. An emulator of somebody else with the same AVD is not touched; <c>adb:emulator-PORT</c> names that one.
/// <c>SARTOR_EMULATOR_SECONDS</c> says how long a boot may take.
/// </summary>
internal sealed partial class EmulatorShell : IRemoteShell
{
    /// <summary>How its addresses begin.</summary>
    public const string Scheme = "emulator";

    private const string TimeVariable = "SARTOR_EMULATOR_SECONDS";

    private static readonly TimeSpan s_list = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_boot = TimeSpan.FromSeconds(600);

    // One emulator for each AVD: a device that is asked whether it still answers is the one that has been measured on.
    private static readonly ConcurrentDictionary<string, SharedEmulator> s_shared = new();

    private readonly string _program;
    private readonly string _avd;
    private readonly TimeSpan _patience;
    private Emulator? _emulator;
    private AdbShell? _adb;

    private EmulatorShell(string address, string program, string avd, TimeSpan patience) =>
        (Address, _program, _avd, _patience) = (address, program, avd, patience);

    public string Address { get; }

    /// <summary>What runs behind it; null before it was asked for something.</summary>
    public Emulator? Running => _emulator;

    private static string? Program => ProgramPath.FindOfAndroid("emulator", "emulator");

    /// <summary>From an address <c>emulator:AVD</c>; nothing is started yet.</summary>
    /// <param name="address">The whole address.</param>
    /// <param name="avd">What stands behind <c>emulator:</c>.</param>
    /// <param name="patience">How long it may boot; null for what the environment says, or ten minutes.</param>
    /// <exception cref="OptionException">It has another form, or the environment names no time.</exception>
    /// <exception cref="DeviceException">This machine has no emulator, or no adb.</exception>
    public static EmulatorShell Open(string address, string avd, TimeSpan? patience = null)
    {
        if (!Name().IsMatch(avd))
        {
            throw new OptionException(
                "--device",
                $"'{address}' is not the address of an emulator; write emulator:AVD with a name that `sartor device list` shows");
        }
        var program = Program ?? throw new DeviceException(
            address,
            "there is no Android emulator on this machine; install it (sdkmanager emulator), or let ANDROID_HOME name the SDK's folder");
        _ = AdbShell.Require(address);
        return new EmulatorShell(address, program, avd, patience ?? Patience());
    }

    /// <summary>The virtual devices of this machine; none where there is no emulator.</summary>
    /// <param name="seen">What adb sees.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DeviceException">The emulator program does not answer.</exception>
    public static async Task<IReadOnlyList<FoundDevice>> ListAsync(IReadOnlyList<FoundDevice> seen, CancellationToken cancellation)
    {
        if (Program is not { } program) return [];
        var running = new HashSet<string?>();
        foreach (var address in seen.Select(device => device.Address).Where(a => a.StartsWith("adb:emulator-", StringComparison.Ordinal)))
        {
            try
            {
                using var shell = AdbShell.Open(address, address["adb:".Length..]);
                running.Add(await EmulatorBoot.AvdOfAsync(shell, cancellation).ConfigureAwait(false));
            }
            catch (DeviceException)
            {
                // One that hangs does not say which it is.
            }
        }
        return
        [
            .. (await NamesAsync(Scheme, program, cancellation).ConfigureAwait(false)).Select(name => new FoundDevice(
                $"{Scheme}:{name}", running.Contains(name) ? FoundDevice.Running : FoundDevice.Stopped, null, null)),
        ];
    }

    public async Task<string> RunAsync(string script, Stream? input, TimeSpan deadline, CancellationToken cancellation)
    {
        if (_emulator is null)
        {
            _emulator = await s_shared.GetOrAdd(_avd, _ => new SharedEmulator()).TakeAsync(StartAsync, cancellation).ConfigureAwait(false);
            _adb = AdbShell.Open(Address, _emulator.Serial);
        }
        try
        {
            return await _adb!.RunAsync(script, input, deadline, cancellation).ConfigureAwait(false);
        }
        catch (DeviceException) when (_emulator.Ended is { } told)
        {
            throw new DeviceException(Address, told);
        }
    }

    public WorkerCommand CommandFor(string script) => _adb!.CommandFor(script);

    public void Dispose()
    {
        if (_emulator is null) return;
        s_shared[_avd].ReturnAsync(_emulator, _adb!).GetAwaiter().GetResult();
        _adb!.Dispose();
        _emulator = null;
    }

    private static TimeSpan Patience()
    {
        if (Environment.GetEnvironmentVariable(TimeVariable) is not { Length: > 0 } text) return s_boot;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : throw new OptionException(TimeVariable, $"'{text}' is not a number of seconds");
    }

    // It prints lines of its log, too; a name has neither blanks nor bars.
    private static async Task<IReadOnlyList<string>> NamesAsync(string address, string program, CancellationToken cancellation)
    {
        var run = await ToolRun.OfAsync(program, ["-list-avds"], null, s_list, cancellation).ConfigureAwait(false);
        return run.ExitCode switch
        {
            0 => [.. run.Output.Split('\n').Select(line => line.Trim()).Where(line => Name().IsMatch(line))],
            null => throw new DeviceException(address, $"{program} does not list its AVDs within {s_list.TotalSeconds:0} s"),
            var code => throw new DeviceException(
                address, $"{program} -list-avds ended with exit code {code}{(run.LastError is { Length: > 0 } line ? $": {line}" : "")}"),
        };
    }

    private async Task<Emulator> StartAsync(CancellationToken cancellation)
    {
        var names = await NamesAsync(Address, _program, cancellation).ConfigureAwait(false);
        if (!names.Contains(_avd))
        {
            throw new DeviceException(Address, names.Count == 0
                ? "there is no AVD on this machine; make one (avdmanager create avd), or let ANDROID_AVD_HOME name their folder"
                : $"there is no such AVD; those of this machine are {string.Join(", ", names.Select(name => $"{Scheme}:{name}"))}");
        }
        var port = await AdbServer.RequirePortAsync(Address, AdbShell.Require(Address), cancellation).ConfigureAwait(false);
        var emulator = Emulator.Start(Address, _program, _avd, port);
        using var adb = AdbShell.Open(Address, emulator.Serial);
        try
        {
            await new EmulatorBoot(emulator, adb, _avd).ReadyAsync(_patience, cancellation).ConfigureAwait(false);
            return emulator;
        }
        catch
        {
            await emulator.StopAsync(adb).ConfigureAwait(false);
            throw;
        }
    }

    // As avdmanager takes them.
    [GeneratedRegex(@"^[A-Za-z0-9_.][A-Za-z0-9_.-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}

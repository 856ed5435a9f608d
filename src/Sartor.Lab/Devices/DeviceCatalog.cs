using Sartor.Core;

namespace Sartor.Lab.Devices;

/// <summary>Opens devices by their addresses.</summary>
public static class DeviceCatalog
{
    /// <summary>How an address begins, what stands behind that, and what opens it: this list and nothing else.</summary>
    private static readonly (string Scheme, string Form, Func<string, string, IDevice> Open)[] s_schemes =
    [
        (HostDevice.Name, HostDevice.Name, (_, _) => new HostDevice()),
        ("exec", "exec:COMMAND ARGUMENTS", CommandDevice.Open),
        ("ssh", "ssh://USER@HOST:PORT", (address, rest) => new RemoteDevice(SshShell.Open(address, rest))),
        ("adb", "adb:SERIAL", (address, rest) => new RemoteDevice(AdbShell.Open(address, rest))),
        (EmulatorShell.Scheme, "emulator:AVD", (address, rest) => new RemoteDevice(EmulatorShell.Open(address, rest))),
        ("browser", "browser:NAME", BrowserDevice.Open),
    ];

    /// <summary>The forms of all addresses, for help.</summary>
    public static IReadOnlyList<string> Forms { get; } = [.. s_schemes.Select(scheme => scheme.Form)];

    /// <summary>This machine, and the devices that are connected to it, whatever their state.</summary>
    /// <exception cref="DeviceException">A program that looks for devices does not answer.</exception>
    public static async Task<IReadOnlyList<FoundDevice>> ListAsync(CancellationToken cancellation = default)
    {
        var seen = await AdbShell.ListAsync(cancellation).ConfigureAwait(false);
        return
        [
            new FoundDevice(HostDevice.Name, FoundDevice.Ready, null, null),
            .. seen,
            .. await EmulatorShell.ListAsync(seen, cancellation).ConfigureAwait(false),
            .. await BrowserDevice.ListAsync(cancellation).ConfigureAwait(false),
        ];
    }

    /// <summary>Whether models run on the processors of this machine, so that what else runs here disturbs them.</summary>
    internal static bool IsHere(string address) =>
        address == HostDevice.Name || address.StartsWith($"{EmulatorShell.Scheme}:", StringComparison.Ordinal);

    /// <summary>The device behind an address; nothing is started yet.</summary>
    /// <param name="address">As <c>--device</c> takes it.</param>
    /// <exception cref="OptionException">No device has such an address; the message lists the forms that there are.</exception>
    /// <exception cref="DeviceException">What the address names is not there.</exception>
    public static IDevice Open(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        var (name, rest) = colon < 0 ? (address, "") : (address[..colon], address[(colon + 1)..]);
        foreach (var (scheme, form, open) in s_schemes)
        {
            if (scheme == name && form.Contains(':', StringComparison.Ordinal) == colon >= 0) return open(address, rest);
        }
        var names = colon < 0 ? string.Concat(DeviceNames.All().Keys.Select(known => $", {known}")) : "";
        throw new OptionException("--device", $"unknown device '{address}'; choose {string.Join(", ", Forms)}{names}");
    }

    /// <summary>Whether addresses begin so.</summary>
    internal static bool IsScheme(string word) => s_schemes.Any(scheme => scheme.Scheme == word);
}

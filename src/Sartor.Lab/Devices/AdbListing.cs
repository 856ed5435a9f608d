using System.Text.RegularExpressions;
using Sartor.Core;

namespace Sartor.Lab.Devices;

/// <summary>A line of <c>adb devices -l</c>.</summary>
/// <param name="Serial">Its serial number, or HOST:PORT.</param>
/// <param name="State"><c>device</c> where it can be used.</param>
/// <param name="Port">The USB port, as <c>usb:1-4</c>; null for none. It names a device, too.</param>
/// <param name="Model">What it calls itself; null where it does not say.</param>
internal sealed partial record AdbListing(string Serial, string State, string? Port, string? Model)
{
    private const string Heading = "List of devices";

    /// <summary>The state of a device that answers.</summary>
    public const string Usable = "device";

    /// <summary>What a person has to do before the device can be used; null where it can, or where waiting may help.</summary>
    public string? Problem => State switch
    {
        "unauthorized" => "does not know this computer yet; unlock its screen and accept the key of this computer there",
        _ when State.StartsWith("no permissions", StringComparison.Ordinal) =>
            "may not be opened by this user (no permissions); add a udev rule for it (Debian: apt-get install "
            + "android-sdk-platform-tools-common), be in the group plugdev, and plug it in again",
        "bootloader" or "recovery" or "sideload" or "rescue" => $"is in its {State} mode; let it start Android",
        _ => null,
    };

    /// <summary>From all that adb prints; its heading and lines of another form are left out.</summary>
    public static IReadOnlyList<AdbListing> Parse(string output) =>
    [
        .. output.Split('\n').Where(line => !line.StartsWith(Heading, StringComparison.Ordinal))
            .Select(line => Line().Match(line.TrimEnd('\r'))).Where(match => match.Success).Select(match => new AdbListing(
            match.Groups["serial"].Value, match.Groups["state"].Value,
            match.Groups["port"] is { Success: true } port ? port.Value : null,
            match.Groups["model"] is { Success: true } model ? model.Value : null)),
    ];

    /// <summary>The one that a user names; null where there is none.</summary>
    /// <exception cref="DeviceException">There are several.</exception>
    public static AdbListing? Find(IReadOnlyList<AdbListing> rows, string address, string name)
    {
        var found = rows.Where(row => row.Serial == name || row.Port == name).ToArray();
        if (found.Length < 2) return found.FirstOrDefault();
        var ports = found.Where(row => row.Port is not null).Select(row => $"adb:{row.Port}").ToArray();
        throw new DeviceException(
            address,
            $"{found.Length} devices have this serial number; "
            + (ports.Length > 0 ? $"name one by its port: {string.Join(", ", ports)}" : "leave one of them connected"));
    }

    [GeneratedRegex(
        @"^(?<serial>\S+)\s+(?<state>no permissions|[a-z]+)(?![\w:])(?:.*?\s(?<port>usb:\S+))?(?:.*\smodel:(?<model>\S+))?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}

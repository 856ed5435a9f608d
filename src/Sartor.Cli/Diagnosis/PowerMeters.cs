using System.Globalization;

namespace Sartor.Cli.Diagnosis;

/// <summary>Counters of energy and power that Linux offers under /sys.</summary>
internal static class PowerMeters
{
    /// <summary>What can be read, e.g. <c>RAPL package-0</c>; empty where there is none.</summary>
    /// <param name="root">The folder that holds <c>sys</c>; <c>/</c> is this machine.</param>
    public static IReadOnlyList<string> Find(string root)
    {
        var found = new List<string>();
        // https://docs.kernel.org/power/powercap/powercap.html: energy_uj counts microjoules and is readable by root only.
        foreach (var zone in Folders(Path.Combine(root, "sys/class/powercap")))
        {
            if (Number(Path.Combine(zone, "energy_uj")) is not null)
                found.Add($"RAPL {Text(Path.Combine(zone, "name")) ?? Path.GetFileName(zone)}");
        }
        // https://docs.kernel.org/hwmon/sysfs-interface.html: powerN_input is in microwatts, energyN_input in microjoules.
        foreach (var chip in Folders(Path.Combine(root, "sys/class/hwmon")))
        {
            if (Files(chip, "power*_input").Concat(Files(chip, "energy*_input")).Any(f => Number(f) is not null))
                found.Add($"hwmon {Text(Path.Combine(chip, "name")) ?? Path.GetFileName(chip)}");
        }
        return found;
    }

    private static string[] Folders(string path) => Try(() => Directory.GetDirectories(path)) ?? [];

    private static string[] Files(string path, string pattern) => Try(() => Directory.GetFiles(path, pattern)) ?? [];

    private static string? Text(string path) => Try(() => File.ReadAllText(path).Trim());

    private static long? Number(string path) =>
        long.TryParse(Text(path), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static T? Try<T>(Func<T> read) where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

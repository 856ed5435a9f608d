namespace Sartor.Workers.Host;

/// <summary>
/// The power meters of a machine, best first: Intel's and AMD's energy counters of whole packages, meters of the board (INA and others by
/// hwmon), and the battery.
/// </summary>
internal static class PowerMeters
{
    private const string Caps = "sys/class/powercap";
    private const string Monitors = "sys/class/hwmon";
    private const string Supplies = "sys/class/power_supply";

    /// <summary>A meter that can be opened.</summary>
    /// <param name="Name">As <c>rapl:package-0</c>, <c>hwmon:ina226/power1</c>, <c>battery:BAT0</c>.</param>
    /// <param name="Open">Opens it; null where a file of it cannot be read.</param>
    /// <param name="Problem">Why it tells nothing of use now, a clause; null where it does.</param>
    public sealed record Found(string Name, Func<PowerMeter?> Open, string? Problem = null);

    public static IReadOnlyList<Found> Find(SystemFiles files) => [.. Rapl(files), .. Hwmon(files), .. Battery(files)];

    private static IEnumerable<Found> Rapl(SystemFiles files)
    {
        // A package contains its cores and, on desktops, its graphics; its own parts lie in folders with a second colon.
        var packages = files.Names(Caps, "*-rapl:*")
            .Where(folder => folder.Count(c => c == ':') == 1)
            .Select(folder => (
                Name: files.Line($"{Caps}/{folder}/name"),
                Energy: $"{Caps}/{folder}/energy_uj",
                Range: files.Number($"{Caps}/{folder}/max_energy_range_uj", 1, long.MaxValue)))
            .Where(package => package.Name?.StartsWith("package", StringComparison.Ordinal) == true && package.Range is not null
                && files.Number(package.Energy, 0, long.MaxValue) is not null)
            .DistinctBy(package => package.Name)
            .ToArray();
        if (packages.Length == 0) yield break;
        yield return new Found($"rapl:{string.Join('+', packages.Select(package => package.Name))}", () =>
            Open(files, packages.Select(package => package.Energy), _ => 0, [.. packages.Select(package => package.Range!.Value)]));
    }

    private static IEnumerable<Found> Hwmon(SystemFiles files)
    {
        foreach (var folder in files.Names(Monitors, "hwmon*").Select(monitor => $"{Monitors}/{monitor}"))
        {
            var chip = files.Line($"{folder}/name");
            if (chip is null) continue;
            var powers = files.Names(folder, "power*_input").Select(file => file[..^"_input".Length]).ToArray();
            foreach (var power in powers)
                yield return new Found($"hwmon:{chip}/{power}", () => Open(files, [$"{folder}/{power}_input"], read => read[0]));
            // in0 is the voltage over the shunt.
            foreach (var number in files.Names(folder, "curr*_input").Select(file => file["curr".Length..^"_input".Length]))
            {
                if (powers.Contains($"power{number}") || files.Number($"{folder}/in{number}_input", 0, long.MaxValue) is null) continue;
                yield return new Found($"hwmon:{chip}/in{number}*curr{number}", () => Open(
                    files, [$"{folder}/in{number}_input", $"{folder}/curr{number}_input"], read => (double)read[0] * read[1]));
            }
        }
    }

    private static IEnumerable<Found> Battery(SystemFiles files)
    {
        if (StateReader.BatteryOf(files) is not { } name) yield break;
        var folder = $"{Supplies}/{name}";
        if (files.Number($"{folder}/current_now", long.MinValue, long.MaxValue) is null
            || files.Number($"{folder}/voltage_now", 0, long.MaxValue) is null) yield break;
        var status = files.Line($"{folder}/status");
        // Makers disagree about the sign of the current. What goes into a battery is not what the machine takes.
        yield return new Found(
            $"battery:{name}",
            () => Open(files, [$"{folder}/current_now", $"{folder}/voltage_now"], read => Math.Abs((double)read[0]) * read[1] / 1e6),
            status is "Discharging" ? null : $"the battery is not discharging, it says '{status ?? "nothing"}'; unplug the device");
    }

    private static PowerMeter? Open(
        SystemFiles files, IEnumerable<string> names, Func<long[], double> read, IReadOnlyList<long>? ranges = null)
    {
        var opened = names.Select(file => NumberFile.Open(files.PathOf(file))).ToArray();
        if (opened.All(file => file is not null)) return new PowerMeter([.. opened.OfType<NumberFile>()], read) { Ranges = ranges };
        foreach (var file in opened) file?.Dispose();
        return null;
    }
}

using System.Globalization;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>Reads how a machine is doing from Linux' and Android's files. What is absent or impossible is missing, never zero.</summary>
internal static class StateReader
{
    private const long MaxKhz = 100_000_000;
    private const long MaxMicro = 1_000_000_000_000;
    private const string Policies = "sys/devices/system/cpu/cpufreq";
    private const string Thermal = "sys/class/thermal";
    private const string Supplies = "sys/class/power_supply";

    /// <param name="root">As of <see cref="SystemFiles"/>.</param>
    public static DeviceState Read(string root = "/")
    {
        var files = new SystemFiles(root);
        var memory = files.Text("proc/meminfo") ?? "";
        var properties = (files.Text("system/build.prop") ?? "") + "\n" + (files.Text("vendor/build.prop") ?? "");
        return new DeviceState
        {
            UptimeSeconds = First(files.Line("proc/uptime")),
            LoadAverage = First(files.Line("proc/loadavg")),
            MemoryTotalBytes = Kilobytes(memory, "MemTotal"),
            MemoryFreeBytes = Kilobytes(memory, "MemFree"),
            MemoryAvailableBytes = Kilobytes(memory, "MemAvailable"),
            MemoryCachedBytes = Kilobytes(memory, "Cached"),
            Clusters = Clusters(files),
            Zones = Zones(files),
            Battery = BatteryOf(files) is { } name ? Battery(files, $"{Supplies}/{name}") : null,
            PowerSources = PowerMeters.Find(files).Select(meter => meter.Name).Take(FrameState.MaxParts).ToEquatableArray(),
            Model = Property(properties, "ro.product.model") ?? Property(properties, "ro.product.system.model")
                ?? files.Line("proc/device-tree/model") ?? files.Line("sys/class/dmi/id/product_name"),
            Soc = Property(properties, "ro.soc.model") ?? files.Line("sys/devices/soc0/machine"),
            Abi = Property(properties, "ro.product.cpu.abi") ?? Property(properties, "ro.system.product.cpu.abilist")?.Split(',')[0],
            Build = Property(properties, "ro.build.display.id") ?? Property(properties, "ro.build.fingerprint")
                ?? Property(properties, "ro.system.build.fingerprint"),
        };
    }

    /// <summary>The first battery of the machine itself, by its folder's name; null for none.</summary>
    public static string? BatteryOf(SystemFiles files) => files.Names(Supplies, "*").FirstOrDefault(
        name => files.Line($"{Supplies}/{name}/type") == "Battery" && files.Line($"{Supplies}/{name}/scope") != "Device");

    /// <summary>Files with the temperature of each thermal zone in thousandths of a degree Celsius, with the zone's type.</summary>
    public static IEnumerable<(string Type, string File)> ZoneFiles(SystemFiles files)
    {
        foreach (var zone in files.Names(Thermal, "thermal_zone*"))
        {
            if (files.Line($"{Thermal}/{zone}/type") is { } type) yield return (type, $"{Thermal}/{zone}/temp");
        }
    }

    /// <summary>Files with the clock rate of each cluster in kHz.</summary>
    public static IEnumerable<string> RateFiles(SystemFiles files) =>
        files.Names(Policies, "policy*").Select(policy => $"{Policies}/{policy}/scaling_cur_freq");

    private static EquatableArray<CoreCluster> Clusters(SystemFiles files) => files.Names(Policies, "policy*")
        .Select(policy => $"{Policies}/{policy}")
        .Select(policy => files.Line($"{policy}/related_cpus") is not { } cores ? null : new CoreCluster(
            cores,
            files.Line($"{policy}/scaling_governor"),
            files.Number($"{policy}/scaling_cur_freq", 1, MaxKhz),
            files.Number($"{policy}/scaling_min_freq", 1, MaxKhz),
            files.Number($"{policy}/scaling_max_freq", 1, MaxKhz)))
        .OfType<CoreCluster>()
        .Take(FrameState.MaxParts)
        .ToEquatableArray();

    private static EquatableArray<ThermalZone> Zones(SystemFiles files) => ZoneFiles(files)
        .Select(zone => files.Number(zone.File, FrameState.MinMilliCelsius, FrameState.MaxMilliCelsius) is { } temperature
            ? new ThermalZone(zone.Type, temperature)
            : null)
        .OfType<ThermalZone>()
        .Take(FrameState.MaxParts)
        .ToEquatableArray();

    private static BatteryState Battery(SystemFiles files, string folder) => new()
    {
        Status = files.Line($"{folder}/status"),
        Percent = files.Number($"{folder}/capacity", 0, 100),
        MicroAmperes = files.Number($"{folder}/current_now", -MaxMicro, MaxMicro),
        MicroVolts = files.Number($"{folder}/voltage_now", 0, MaxMicro),
        MicroAmpereHours = files.Number($"{folder}/charge_counter", 0, MaxMicro) ?? files.Number($"{folder}/charge_now", 0, MaxMicro),
        MicroWattHours = files.Number($"{folder}/energy_now", 0, MaxMicro),
        // In tenths of a degree.
        MilliCelsius = files.Number($"{folder}/temp", FrameState.MinMilliCelsius / 100, FrameState.MaxMilliCelsius / 100) * 100,
    };

    private static double? First(string? line) =>
        double.TryParse(line?.Split(' ')[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value is >= 0 and < 1e12 ? value : null;

    private static long? Kilobytes(string memory, string key) =>
        long.TryParse(
            SystemFiles.Values(memory, key).FirstOrDefault()?.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value < 1L << 50 ? value * 1024 : null;

    private static string? Property(string properties, string key) => SystemFiles.Values(properties, key, '=')
        .FirstOrDefault(value => value.Length is > 0 and <= 200 && !value.Any(c => char.IsControl(c) || c == '\ufffd'));
}

using System.Globalization;

namespace Sartor.Workers.Protocol;

/// <summary>The state of a machine as fields of a frame, all of them whole numbers or text.</summary>
internal static class FrameState
{
    /// <summary>Most clusters, thermometers and power meters each.</summary>
    public const int MaxParts = 64;

    /// <summary>Coldest and hottest temperature that is believed, in thousandths of a degree Celsius.</summary>
    public const int MinMilliCelsius = -100_000, MaxMilliCelsius = 250_000;

    public static Frame WithState(this Frame frame, DeviceState state)
    {
        frame.With("uptime_ms", Thousandths(state.UptimeSeconds))
            .With("load_1m_milli", Thousandths(state.LoadAverage))
            .With("memory_total_bytes", state.MemoryTotalBytes)
            .With("memory_free_bytes", state.MemoryFreeBytes)
            .With("memory_available_bytes", state.MemoryAvailableBytes)
            .With("memory_cached_bytes", state.MemoryCachedBytes)
            .With("clusters", state.Clusters.Count);
        for (var i = 0; i < state.Clusters.Count; i++)
        {
            var (key, cluster) = (Key("cluster", i), state.Clusters[i]);
            frame.With($"{key}.cores", cluster.Cores)
                .With($"{key}.governor", cluster.Governor)
                .With($"{key}.khz", cluster.Khz)
                .With($"{key}.min_khz", cluster.MinKhz)
                .With($"{key}.max_khz", cluster.MaxKhz);
        }
        frame.With("zones", state.Zones.Count);
        for (var i = 0; i < state.Zones.Count; i++)
        {
            var key = Key("zone", i);
            frame.With($"{key}.type", state.Zones[i].Type).With($"{key}.mdeg", state.Zones[i].MilliCelsius);
        }
        frame.With("power_sources", state.PowerSources.Count);
        for (var i = 0; i < state.PowerSources.Count; i++) frame.With(Key("power_source", i), state.PowerSources[i]);
        if (state.Battery is { } battery)
        {
            frame.With("battery", 1)
                .With("battery.status", battery.Status)
                .With("battery.percent", battery.Percent)
                .With("battery.ua", battery.MicroAmperes)
                .With("battery.uv", battery.MicroVolts)
                .With("battery.uah", battery.MicroAmpereHours)
                .With("battery.uwh", battery.MicroWattHours)
                .With("battery.mdeg", battery.MilliCelsius);
        }
        return frame.With("model", state.Model).With("soc", state.Soc).With("abi", state.Abi).With("build", state.Build);
    }

    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    public static DeviceState GetState(this Frame frame) => new()
    {
        UptimeSeconds = frame.FindNumber("uptime_ms", 0, long.MaxValue) / 1e3,
        LoadAverage = frame.FindNumber("load_1m_milli", 0, long.MaxValue) / 1e3,
        MemoryTotalBytes = frame.FindNumber("memory_total_bytes", 0, long.MaxValue),
        MemoryFreeBytes = frame.FindNumber("memory_free_bytes", 0, long.MaxValue),
        MemoryAvailableBytes = frame.FindNumber("memory_available_bytes", 0, long.MaxValue),
        MemoryCachedBytes = frame.FindNumber("memory_cached_bytes", 0, long.MaxValue),
        Clusters = Parts(frame, "clusters", i => Key("cluster", i), key => new CoreCluster(
            frame.Get($"{key}.cores"),
            frame.Find($"{key}.governor"),
            frame.FindNumber($"{key}.khz", 0, long.MaxValue),
            frame.FindNumber($"{key}.min_khz", 0, long.MaxValue),
            frame.FindNumber($"{key}.max_khz", 0, long.MaxValue))),
        Zones = Parts(frame, "zones", i => Key("zone", i), key =>
            new ThermalZone(frame.Get($"{key}.type"), frame.GetNumber($"{key}.mdeg", MinMilliCelsius, MaxMilliCelsius))),
        PowerSources = Parts(frame, "power_sources", i => Key("power_source", i), frame.Get),
        Battery = frame.Find("battery") != "1" ? null : new BatteryState
        {
            Status = frame.Find("battery.status"),
            Percent = frame.FindNumber("battery.percent", 0, 100),
            MicroAmperes = frame.FindNumber("battery.ua", long.MinValue, long.MaxValue),
            MicroVolts = frame.FindNumber("battery.uv", 0, long.MaxValue),
            MicroAmpereHours = frame.FindNumber("battery.uah", 0, long.MaxValue),
            MicroWattHours = frame.FindNumber("battery.uwh", 0, long.MaxValue),
            MilliCelsius = frame.FindNumber("battery.mdeg", MinMilliCelsius, MaxMilliCelsius),
        },
        Model = frame.Find("model"),
        Soc = frame.Find("soc"),
        Abi = frame.Find("abi"),
        Build = frame.Find("build"),
    };

    private static EquatableArray<T> Parts<T>(Frame frame, string count, Func<int, string> key, Func<string, T> part) =>
        Enumerable.Range(0, (int)(frame.FindNumber(count, 0, MaxParts) ?? 0)).Select(i => part(key(i))).ToEquatableArray();

    private static string Key(string part, int index) => string.Create(CultureInfo.InvariantCulture, $"{part}.{index}");

    private static long? Thousandths(double? value) => value is { } number ? (long)Math.Round(number * 1e3) : null;
}

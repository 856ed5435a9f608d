namespace Sartor.Results.Records;

/// <summary>How a device was doing at one moment. What it does not tell is null or empty, never zero.</summary>
public sealed record DeviceStateFacts
{
    /// <summary>When it was asked, by the clock of the machine that Sartor runs on.</summary>
    public required DateTimeOffset TimeUtc { get; init; }

    /// <summary>Seconds since the start of its system.</summary>
    public required double? UptimeSeconds { get; init; }

    /// <summary>Runnable processes, mean of the last minute.</summary>
    public required double? LoadAverage { get; init; }

    /// <summary>Main memory.</summary>
    public required long? MemoryTotalBytes { get; init; }

    /// <summary>Memory that nothing used.</summary>
    public required long? MemoryFreeBytes { get; init; }

    /// <summary>Memory that a program could have.</summary>
    public required long? MemoryAvailableBytes { get; init; }

    /// <summary>Memory of the page cache.</summary>
    public required long? MemoryCachedBytes { get; init; }

    /// <summary>Groups of cores with one clock rate.</summary>
    public required IReadOnlyList<CoreClusterFacts> Clusters { get; init; }

    /// <summary>Its thermometers.</summary>
    public required IReadOnlyList<ThermalZoneFacts> ThermalZones { get; init; }

    /// <summary>Its battery; null where it has none.</summary>
    public required BatteryFacts? Battery { get; init; }

    /// <summary>Names of its power meters, the one that measurements use first.</summary>
    public required IReadOnlyList<string> PowerSources { get; init; }

    /// <summary>Name of the product.</summary>
    public required string? Model { get; init; }

    /// <summary>Name of the system on a chip.</summary>
    public required string? Soc { get; init; }

    /// <summary>Android's application binary interface.</summary>
    public required string? Abi { get; init; }

    /// <summary>Android's build.</summary>
    public required string? Build { get; init; }
}

/// <summary>Cores with one clock rate.</summary>
/// <param name="Cores">Their numbers as the kernel writes them: <c>0 1 2 3</c>.</param>
/// <param name="Governor">How the kernel sets the rate; null where it does not say.</param>
/// <param name="Khz">The rate then; null likewise.</param>
/// <param name="MinKhz">Lowest rate that was allowed; null likewise.</param>
/// <param name="MaxKhz">Highest rate that was allowed, which heat lowers; null likewise.</param>
public sealed record CoreClusterFacts(string Cores, string? Governor, long? Khz, long? MinKhz, long? MaxKhz);

/// <summary>A thermometer.</summary>
/// <param name="Type">What it measures, as the kernel names it.</param>
/// <param name="TemperatureC">Its temperature.</param>
public sealed record ThermalZoneFacts(string Type, double TemperatureC);

/// <summary>A battery. What it does not tell is null.</summary>
/// <param name="Status"><c>Charging</c>, <c>Discharging</c>, <c>Full</c>, <c>Not charging</c>, …</param>
/// <param name="Percent">How full it is, 0 to 100.</param>
/// <param name="CurrentUa">Current; its sign is the maker's choice.</param>
/// <param name="VoltageUv">Voltage.</param>
/// <param name="ChargeUah">Charge.</param>
/// <param name="EnergyUwh">Energy.</param>
/// <param name="TemperatureC">Temperature.</param>
public sealed record BatteryFacts(
    string? Status, long? Percent, long? CurrentUa, long? VoltageUv, long? ChargeUah, long? EnergyUwh, double? TemperatureC);

namespace Sartor.Workers.Protocol;

/// <summary>How a machine is doing at one moment. What its system does not tell is null or empty, never zero.</summary>
public sealed record DeviceState
{
    /// <summary>Seconds since the start of the system, ≥ 0.</summary>
    public double? UptimeSeconds { get; init; }

    /// <summary>Runnable processes, mean of the last minute, ≥ 0.</summary>
    public double? LoadAverage { get; init; }

    /// <summary>Main memory.</summary>
    public long? MemoryTotalBytes { get; init; }

    /// <summary>Memory that nothing uses.</summary>
    public long? MemoryFreeBytes { get; init; }

    /// <summary>Memory that a program could have.</summary>
    public long? MemoryAvailableBytes { get; init; }

    /// <summary>Memory of the page cache.</summary>
    public long? MemoryCachedBytes { get; init; }

    /// <summary>Groups of cores with one clock rate, at most 64.</summary>
    public EquatableArray<CoreCluster> Clusters { get; init; } = [];

    /// <summary>Its thermometers, at most 64.</summary>
    public EquatableArray<ThermalZone> Zones { get; init; } = [];

    /// <summary>Its battery; null where it has none.</summary>
    public BatteryState? Battery { get; init; }

    /// <summary>Names of its power meters, the one that measurements use first; at most 64.</summary>
    public EquatableArray<string> PowerSources { get; init; } = [];

    /// <summary>Name of the product.</summary>
    public string? Model { get; init; }

    /// <summary>Name of the system on a chip.</summary>
    public string? Soc { get; init; }

    /// <summary>Android's application binary interface.</summary>
    public string? Abi { get; init; }

    /// <summary>Android's build.</summary>
    public string? Build { get; init; }
}

/// <summary>Cores with one clock rate.</summary>
/// <param name="Cores">Their numbers as the kernel writes them: <c>0 1 2 3</c>.</param>
/// <param name="Governor">How the kernel sets the rate; null where it does not say.</param>
/// <param name="Khz">The rate now; null likewise.</param>
/// <param name="MinKhz">Lowest rate that is allowed now; null likewise.</param>
/// <param name="MaxKhz">Highest rate that is allowed now, which heat lowers; null likewise.</param>
public sealed record CoreCluster(string Cores, string? Governor, long? Khz, long? MinKhz, long? MaxKhz);

/// <summary>A thermometer.</summary>
/// <param name="Type">What it measures, as the kernel names it.</param>
/// <param name="MilliCelsius">Its temperature, -100,000 to 250,000.</param>
public sealed record ThermalZone(string Type, long MilliCelsius);

/// <summary>A battery. What it does not tell is null.</summary>
public sealed record BatteryState
{
    /// <summary><c>Charging</c>, <c>Discharging</c>, <c>Full</c>, <c>Not charging</c>, …</summary>
    public string? Status { get; init; }

    /// <summary>How full it is, 0 to 100.</summary>
    public long? Percent { get; init; }

    /// <summary>Current in µA; its sign is the maker's choice.</summary>
    public long? MicroAmperes { get; init; }

    /// <summary>Voltage in µV.</summary>
    public long? MicroVolts { get; init; }

    /// <summary>Charge in µAh.</summary>
    public long? MicroAmpereHours { get; init; }

    /// <summary>Energy in µWh.</summary>
    public long? MicroWattHours { get; init; }

    /// <summary>Temperature in thousandths of a degree Celsius.</summary>
    public long? MilliCelsius { get; init; }
}

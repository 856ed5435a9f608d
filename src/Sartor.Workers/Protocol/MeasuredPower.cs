namespace Sartor.Workers.Protocol;

/// <summary>What a worker read beside a measurement. What it could not read is null, never zero.</summary>
public sealed record MeasuredPower
{
    /// <summary>From the first counted run's start to the last one's end, in nanoseconds, > 0.</summary>
    public required long WindowNs { get; init; }

    /// <summary>When that began by the worker's clock of the day, in nanoseconds since 1970.</summary>
    public required long WindowStartUnixNs { get; init; }

    /// <summary>Name of the power meter; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>Energy between the two, in µJ, ≥ 0.</summary>
    public long? MicroJoules { get; init; }

    /// <summary>Readings of the meter from the window's start to its end.</summary>
    public int Samples { get; init; }

    /// <summary>Why there is no energy though there is a meter, one clause; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>Highest temperature from the warm-up on, in thousandths of a degree Celsius.</summary>
    public long? MaxMilliCelsius { get; init; }

    /// <summary>The thermometer that told it.</summary>
    public string? HottestZone { get; init; }

    /// <summary>Highest clock rate of any core meanwhile, in kHz.</summary>
    public long? MaxKhz { get; init; }

    internal Frame Write(Frame frame) => frame
        .With("window_ns", WindowNs)
        .With("window_start_unix_ns", WindowStartUnixNs)
        .With("power_source", Source)
        .With("energy_uj", MicroJoules)
        .With("power_samples", Source is null ? null : Samples)
        .With("power_problem", Problem)
        .With("max_mdeg", MaxMilliCelsius)
        .With("hottest_zone", HottestZone)
        .With("max_khz", MaxKhz);

    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    internal static MeasuredPower? Read(Frame frame) => frame.FindNumber("window_ns", 1, long.MaxValue) is not { } window ? null : new()
    {
        WindowNs = window,
        WindowStartUnixNs = frame.GetNumber("window_start_unix_ns", 0, long.MaxValue),
        Source = frame.Find("power_source"),
        MicroJoules = frame.FindNumber("energy_uj", 0, long.MaxValue),
        Samples = (int)(frame.FindNumber("power_samples", 0, int.MaxValue) ?? 0),
        Problem = frame.Find("power_problem"),
        MaxMilliCelsius = frame.FindNumber("max_mdeg", FrameState.MinMilliCelsius, FrameState.MaxMilliCelsius),
        HottestZone = frame.Find("hottest_zone"),
        MaxKhz = frame.FindNumber("max_khz", 1, long.MaxValue),
    };
}

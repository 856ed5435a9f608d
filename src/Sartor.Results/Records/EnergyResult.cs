namespace Sartor.Results.Records;

/// <summary>
/// The energy that a device took while the inferences of a trial were counted: the whole device, or what its meter sees, not the process
/// alone.
/// </summary>
public sealed record EnergyResult
{
    /// <summary>
    /// The meter: <c>rapl:package-0</c>, <c>hwmon:ina226/power1</c>, <c>battery:BAT0</c>, or <c>trace:FILE</c> for an imported one.
    /// </summary>
    public required string Source { get; init; }

    /// <summary>Energy of all launches' counted runs, ≥ 0.</summary>
    public required double EnergyJ { get; init; }

    /// <summary>How long those took, from the start of the first to the end of the last of each launch, > 0.</summary>
    public required double WindowSeconds { get; init; }

    /// <summary>Inferences in that time.</summary>
    public required long Inferences { get; init; }

    /// <summary>Readings of the meter in that time; a counter is exact also with few.</summary>
    public required long Samples { get; init; }

    /// <summary><see cref="EnergyJ"/> over <see cref="WindowSeconds"/>.</summary>
    public required double MeanW { get; init; }

    /// <summary><see cref="EnergyJ"/> over <see cref="Inferences"/>.</summary>
    public required double PerInferenceJ { get; init; }

    /// <summary>Lower end of the 95 % interval of the energy of an inference over the launches; null for a single launch.</summary>
    public double? PerInferenceLowJ { get; init; }

    /// <summary>Upper end of it, null likewise.</summary>
    public double? PerInferenceHighJ { get; init; }

    /// <summary>Multiply-accumulates of an inference over <see cref="PerInferenceJ"/>; null where either is not known or 0.</summary>
    public double? MacsPerJ { get; init; }
}

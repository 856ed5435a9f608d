namespace Sartor.Results.Records;

/// <summary>Limits that a recommended variant has to keep.</summary>
public sealed record Constraints
{
    /// <summary>Upper limit of the median latency; null for none.</summary>
    public double? MaxLatencyMs { get; init; }

    /// <summary>Upper limit of the size of the file, in units of 10⁶ bytes; null for none.</summary>
    public double? MaxSizeMb { get; init; }

    /// <summary>Lower limit of the score that decides, 0 to 1, where that is a share; null for none.</summary>
    public double? MinScore { get; init; }

    /// <summary>Upper limit of the score that decides, where that is an error, in its unit; null for none.</summary>
    public double? MaxError { get; init; }
}

namespace Sartor.Results.Records;

/// <summary>One measurement of the reference model, relative to the median of all of them on that device, engine and delegate.</summary>
public sealed record AnchorReading
{
    /// <summary>When it began, in UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>Its median latency over the usual one.</summary>
    public required double Ratio { get; init; }

    /// <summary>Lower end of the 95 % interval of its latency over the usual one.</summary>
    public required double LowRatio { get; init; }

    /// <summary>Upper end of that interval.</summary>
    public required double HighRatio { get; init; }
}

namespace Sartor.Results.Records;

/// <summary>How fast a device was around a measurement, told by a small reference model that is measured again and again.</summary>
public sealed record SessionAnchor
{
    /// <summary>Latency of the reference model over its usual one: the geometric mean of before and after; above 1 is slower.</summary>
    public required double Ratio { get; init; }

    /// <summary>Whether the whole interval before or after is further from 1 than the campaign allows.</summary>
    public required bool IsDrift { get; init; }

    /// <summary>The last one before the measurement.</summary>
    public required AnchorReading Before { get; init; }

    /// <summary>The next one in the same run; null where that ended first.</summary>
    public AnchorReading? After { get; init; }
}

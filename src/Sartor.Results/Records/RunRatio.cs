namespace Sartor.Results.Records;

/// <summary>Latency of a trial over that of the same trial in an earlier run (docs/statistics.md).</summary>
public sealed record RunRatio
{
    /// <summary>Geometric mean of the later launches over that of the earlier ones.</summary>
    public required double Ratio { get; init; }

    /// <summary>Lower end of its 95 % interval.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end of its 95 % interval.</summary>
    public required double High { get; init; }

    /// <summary>Slower or faster if the whole interval lies on one side of 1; otherwise no difference is shown.</summary>
    public required RatioVerdict Verdict { get; init; }
}

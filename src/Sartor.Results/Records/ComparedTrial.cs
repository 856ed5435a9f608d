namespace Sartor.Results.Records;

/// <summary>A trial that both of two results have.</summary>
public sealed record ComparedTrial
{
    /// <summary>The variant of a fit, or the file of a bench.</summary>
    public required string Variant { get; init; }

    /// <summary>Engine and delegate.</summary>
    public required EngineTarget Target { get; init; }

    /// <summary>Threads of the engine.</summary>
    public required int Threads { get; init; }

    /// <summary>Median latency in the earlier result; null where it was not measured.</summary>
    public required double? BeforeNs { get; init; }

    /// <summary>Median latency in the later result; null where it was not measured.</summary>
    public required double? AfterNs { get; init; }

    /// <summary>The later latency over the earlier one; null where one of them has fewer than two launches.</summary>
    public required RunRatio? Ratio { get; init; }

    /// <summary>True if the lower end of the ratio's interval is above 1 plus the limit, or the trial is no longer measured.</summary>
    public required bool IsRegression { get; init; }
}

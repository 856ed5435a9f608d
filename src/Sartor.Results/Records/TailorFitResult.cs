namespace Sartor.Results.Records;

/// <summary>The result of <c>sartor tailor fit</c>: the best network of a space for a device, found, checked and measured.</summary>
public sealed record TailorFitResult : IResultDocument
{
    public static string CurrentSchema => "sartor.tailor-fit/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Sartor that made it.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset WrittenUtc { get; init; }

    /// <summary>The name of the network's file.</summary>
    public required string Model { get; init; }

    /// <summary>The name of the space.</summary>
    public required string Space { get; init; }

    /// <summary>Networks that differ; decimal digits.</summary>
    public required string Networks { get; init; }

    /// <summary>The address of the device.</summary>
    public required string Device { get; init; }

    /// <summary>The engine and its delegate.</summary>
    public required string Engine { get; init; }

    /// <summary>The largest latency that was asked for, in milliseconds.</summary>
    public required double MaxLatencyMs { get; init; }

    /// <summary>The smallest latency that a network is predicted to have.</summary>
    public required double SmallestLatencyMs { get; init; }

    /// <summary>
    /// The mean error of predicted latencies on networks that were left out, as a share; null where too few were measured.
    /// </summary>
    public required double? LatencyError { get; init; }

    /// <summary>Whether accuracies were measured; without, the largest network was taken for the best.</summary>
    public required bool IsJudged { get; init; }

    /// <summary>
    /// The error of predicted accuracies on networks that were left out, as a share of the samples; null where none is known.
    /// </summary>
    public required double? AccuracyError { get; init; }

    /// <summary>The networks that the search found, the best of the check first; none where the budget is infeasible.</summary>
    public required IReadOnlyList<FittedNetwork> Candidates { get; init; }

    /// <summary>The file of the first of them; null where there is none.</summary>
    public required string? File { get; init; }

    /// <summary>
    /// Its share of samples classified rightly, of samples that neither tuned, chose nor checked it; null where there were none.
    /// </summary>
    public required double? Accuracy { get; init; }

    /// <summary>How many samples judged it.</summary>
    public required int JudgedBy { get; init; }

    /// <summary>Its latency measured on the device, whole.</summary>
    public required LatencyItem? Measured { get; init; }
}

/// <summary>A network that a search found.</summary>
/// <param name="Code">Its code.</param>
/// <param name="PredictedMs">Its predicted latency.</param>
/// <param name="LowMs">Lower end of the interval; null where there is none.</param>
/// <param name="HighMs">Upper end.</param>
/// <param name="PredictedAccuracy">Its predicted accuracy; null where none was measured.</param>
/// <param name="CheckedAccuracy">Its accuracy on the samples that chose; null where none was measured.</param>
/// <param name="Macs">Multiply-accumulate operations.</param>
public sealed record FittedNetwork(
    string Code, double PredictedMs, double? LowMs, double? HighMs, double? PredictedAccuracy, double? CheckedAccuracy, long Macs);

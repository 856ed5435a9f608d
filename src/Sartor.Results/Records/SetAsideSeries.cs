namespace Sartor.Results.Records;

/// <summary>A launch that was measured and does not count, because its round was disturbed and measured again.</summary>
public sealed record SetAsideSeries
{
    /// <summary>The round; null in files of earlier versions.</summary>
    public int? Round { get; init; }

    /// <summary>Median duration.</summary>
    public required double MedianNs { get; init; }

    /// <summary>What made it doubtful; empty where other launches of its round were.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Durations of the counted inferences in order.</summary>
    public required IReadOnlyList<long> SamplesNs { get; init; }
}

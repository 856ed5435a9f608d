namespace Sartor.Results.Records;

/// <summary>A launch that does not count because its round was disturbed and repeated.</summary>
public sealed record SetAsideSeries
{
    /// <summary>The round; null in files of earlier versions.</summary>
    public int? Round { get; init; }

    /// <summary>Median duration.</summary>
    public required double MedianNs { get; init; }

    /// <summary>Flags of the launch; empty if other launches disturbed the round.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Durations of the counted inferences in order.</summary>
    public required IReadOnlyList<long> SamplesNs { get; init; }
}

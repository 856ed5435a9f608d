namespace Sartor.Results.Records;

/// <summary>A series that was measured and does not count, because its flags made it doubtful and the trial was measured again.</summary>
public sealed record SetAsideSeries
{
    /// <summary>Median duration.</summary>
    public required double MedianNs { get; init; }

    /// <summary>What made it doubtful.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>Durations of the counted inferences in order.</summary>
    public required IReadOnlyList<long> SamplesNs { get; init; }
}

namespace Sartor.Results.Records;

/// <summary>How the samples were divided; the two lists share no sample.</summary>
public sealed record SampleSplit
{
    /// <summary>Seed of the shuffle; the same seed and samples give the same split.</summary>
    public required long Seed { get; init; }

    /// <summary>How many samples set the ranges of the quantisation.</summary>
    public required int CalibrationSamples { get; init; }

    /// <summary>How many samples judged the variants.</summary>
    public required int HeldOutSamples { get; init; }

    /// <summary>Identifiers of the calibration samples within the data set.</summary>
    public required IReadOnlyList<string> CalibrationIds { get; init; }

    /// <summary>Identifiers of the held-out samples within the data set.</summary>
    public required IReadOnlyList<string> HeldOutIds { get; init; }
}

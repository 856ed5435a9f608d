namespace Sartor.Results.Records;

/// <summary>How the samples were split; the two lists share no sample.</summary>
public sealed record SampleSplit
{
    /// <summary>Seed of the shuffle; the same seed and samples give the same split.</summary>
    public required long Seed { get; init; }

    /// <summary>Number of samples that set the ranges of the quantization.</summary>
    public required int CalibrationSamples { get; init; }

    /// <summary>Number of samples that the variants were evaluated on.</summary>
    public required int HeldOutSamples { get; init; }

    /// <summary>Identifiers of the calibration samples within the data set.</summary>
    public required IReadOnlyList<string> CalibrationIds { get; init; }

    /// <summary>Identifiers of the held-out samples within the data set.</summary>
    public required IReadOnlyList<string> HeldOutIds { get; init; }
}

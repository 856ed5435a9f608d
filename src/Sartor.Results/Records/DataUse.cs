namespace Sartor.Results.Records;

/// <summary>The samples, and how they were used. No sample is used for both calibration and evaluation.</summary>
public sealed record DataUse
{
    /// <summary>Name of the data set: as its dataset.yaml states it, else its folder, with the file where that is an array or a table.</summary>
    public required string Name { get; init; }

    /// <summary>How many samples the data set has.</summary>
    public required int Samples { get; init; }

    /// <summary>How many of them have a label; 0 leaves accuracy out and agreement with the source judges.</summary>
    public required int Labelled { get; init; }

    /// <summary>How the samples were divided.</summary>
    public required SampleSplit Split { get; init; }

    /// <summary>The preprocessing as it was applied, one setting each.</summary>
    public required IReadOnlyDictionary<string, string> Preprocess { get; init; }

    /// <summary>What Sartor took for granted because neither file nor option said it.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }
}

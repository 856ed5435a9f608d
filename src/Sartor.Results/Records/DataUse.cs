namespace Sartor.Results.Records;

/// <summary>The samples, and how they were used. No sample is used for both calibration and evaluation.</summary>
public sealed record DataUse
{
    /// <summary>
    /// Name of the data set: as its dataset.yaml states it, otherwise its folder, with the file for a single array or table.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>How many samples the data set has.</summary>
    public required int Samples { get; init; }

    /// <summary>How many of them have a label. With 0 there is no accuracy, and agreement with the source decides.</summary>
    public required int Labelled { get; init; }

    /// <summary>
    /// Names by number of the network's classes; empty where the data names none, and in files of earlier versions. A class that the data
    /// does not know, such as a background class, has an empty name.
    /// </summary>
    public IReadOnlyList<string> ClassNames { get; init => field = value ?? []; } = [];

    /// <summary>
    /// Small pictures of changed samples by their id, as <c>data:</c> addresses; those of the recommended variant first, 48 at most. Empty
    /// where the samples are no images, and in files of earlier versions.
    /// </summary>
    public IReadOnlyDictionary<string, string> Thumbnails { get; init => field = value ?? new Dictionary<string, string>(); }
        = new Dictionary<string, string>();

    /// <summary>How the samples were split.</summary>
    public required SampleSplit Split { get; init; }

    /// <summary>
    /// How many samples the network takes in one inference: 1, or the first extent of all its inputs and outputs. Latencies are of one
    /// inference; scores and differences are of single samples.
    /// </summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>
    /// The preprocessing as it was applied: <c>steps</c>, or one entry for each of several inputs, by its name.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Preprocess { get; init; }

    /// <summary>What Sartor assumed because neither a file nor an option stated it.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }
}

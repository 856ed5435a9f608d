namespace Sartor.Data;

/// <summary>What a user may state about a data set beside its path.</summary>
public sealed record DataSetOptions
{
    /// <summary>
    /// A file with the labels: IDX or .npy for arrays, CSV for a folder of images. Null: found beside the data, if at all.
    /// </summary>
    public string? LabelsPath { get; init; }
}

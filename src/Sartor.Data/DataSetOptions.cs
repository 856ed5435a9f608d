namespace Sartor.Data;

/// <summary>What a user may state about a data set beside its path.</summary>
public sealed record DataSetOptions
{
    /// <summary>
    /// A file with the labels: IDX or .npy for arrays, CSV for a folder of images. Null: found beside the data, if at all.
    /// </summary>
    public string? LabelsPath { get; init; }

    /// <summary>
    /// Names of the inputs of the model that the data is for. They tell arrays of inputs from labels where there are several arrays; empty
    /// where there is no model, or nothing is known of it.
    /// </summary>
    public IReadOnlyList<string> InputNames { get; init; } = [];
}

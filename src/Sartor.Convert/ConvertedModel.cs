using Sartor.Convert.Quantization;
using Sartor.Core;

namespace Sartor.Convert;

/// <summary>A variant that was written.</summary>
/// <param name="Precision">Its arithmetic.</param>
/// <param name="Path">Where the file, or the folder, is.</param>
/// <param name="Signature">How its inputs and outputs relate to the source's.</param>
/// <param name="Diagnostics">What a user should know of it.</param>
public sealed record ConvertedModel(Precision Precision, string Path, ModelSignature Signature, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Paths of its files, the model's own first; where the model is a folder, of the files in it.</summary>
    public IReadOnlyList<string> Files { get; init; } = [Path];

    /// <summary>
    /// SHA-256 of its content, as <see cref="Formats.ModelFile.Sha256()"/> has it; empty where it was not hashed.
    /// </summary>
    public string Sha256 { get; init; } = "";

    /// <summary>
    /// The activations that it was written with; for a float32 form, those of that form. Empty where nothing was calibrated.
    /// </summary>
    public IReadOnlyDictionary<string, ActivationStatistics> Statistics { get; init; } = new Dictionary<string, ActivationStatistics>();

    /// <summary>What int8 did beside its rules.</summary>
    public Int8Options Options { get; init; } = Int8Options.Default;
}

using Sartor.Core;

namespace Sartor.Data.Samples;

/// <summary>
/// Samples by index, read one at a time: ids and labels are in memory, images and numbers are not. Reading is thread-safe.
/// </summary>
public interface ISampleSource : IDisposable
{
    /// <summary>
    /// The form of the data: <c>image-folder</c>, <c>class-folders</c>, <c>idx</c>, <c>npy</c>, <c>table</c>, <c>inputs</c>.
    /// </summary>
    string Kind { get; }

    /// <summary>Number of samples, ≥ 1.</summary>
    int Count { get; }

    /// <summary>True where samples are images, which are preprocessed; false where they are numbers, which are fed as they are.</summary>
    bool HasImages { get; }

    /// <summary>Names by class index; empty where the data does not name its classes.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>What a user should know about the data, e.g. images that no label names.</summary>
    IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>
    /// The inputs that samples have values for, in ordinal order of their names, as <see cref="Sample.Parts"/> has them; empty where a
    /// sample is the value of one input whose name nothing says.
    /// </summary>
    IReadOnlyList<SampleInput> Inputs => [];

    /// <summary>Whether someone wrote the names of <see cref="Inputs"/> down, so that another name is a mistake. Default false.</summary>
    bool StatesInputs => false;

    /// <summary>Unique and stable within the source.</summary>
    string IdOf(int index);

    /// <summary>Class index from 0; null where the sample has no label.</summary>
    int? LabelOf(int index);

    /// <summary>The right values of an output, row-major; null where the sample has none. All samples have as many, or none.</summary>
    IReadOnlyList<float>? TargetOf(int index) => null;

    /// <summary>
    /// Lower-case hexadecimal SHA-256 of the sample's content without its label: equal for copies of one image file or row.
    /// </summary>
    /// <exception cref="DataSetException">The file cannot be read.</exception>
    string HashOf(int index);

    /// <summary>Reads and decodes one sample.</summary>
    /// <exception cref="DataSetException">The file is missing, damaged or too large; the message names it.</exception>
    Sample Read(int index);
}

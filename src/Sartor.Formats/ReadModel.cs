using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats;

/// <summary>What a reader found.</summary>
/// <param name="Graph">The network.</param>
/// <param name="ExternalFiles">Further files that hold constants; the model's owner disposes them.</param>
public sealed record ReadModel(ModelGraph Graph, IReadOnlyList<SlicedFile> ExternalFiles)
{
    /// <summary>Makes copies that give tensors of the inside; null for a format or a file where that cannot be done.</summary>
    public ITensorTaps? Taps { get; init; }

    /// <summary>Names of the constants that the file stores; none where the format does not tell them from computed ones.</summary>
    public IReadOnlySet<string> StoredConstants { get; init; } = new HashSet<string>();
}

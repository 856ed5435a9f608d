using Sartor.Core;
using Sartor.Graph.Bindings;

namespace Sartor.Formats;

/// <summary>A file format of models: detector and reader. One folder a format; found by <see cref="ModelFormats"/>.</summary>
public interface IModelFormat : INamed
{
    /// <summary>Usual suffixes, with the dot, for messages; detection is by content.</summary>
    IReadOnlyList<string> Suffixes { get; }

    /// <summary>What runs files of the format, for messages about files that nothing here ran.</summary>
    string Runtime => $"the runtime of {Name}";

    /// <summary>Whether negative indices of a gather count from the end.</summary>
    bool HasNegativeIndices { get; }

    /// <summary>True when the content can only be, or very likely is, of this format.</summary>
    /// <param name="file">The whole file; look at as little as possible.</param>
    bool Detect(SlicedFile file);

    /// <summary>The bindings that read and write its operators.</summary>
    BindingTable OperatorBindings => new(Name);

    /// <summary>
    /// The file that holds the network, where a model of the format is a folder: relative to it, with <c>/</c> between the parts. Null for
    /// a folder of another kind, and where models are files.
    /// </summary>
    /// <param name="folder">A folder that exists.</param>
    /// <exception cref="ModelFormatException">The folder is of the format and damaged.</exception>
    string? ModelIn(string folder) => null;

    /// <summary>Reads the model; constants stay in the mapped file where they can.</summary>
    /// <param name="file">The file; it stays mapped as long as the graph lives.</param>
    /// <param name="options">How to read.</param>
    /// <returns>The graph and all files that it needs, <paramref name="file"/> not among them.</returns>
    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    /// <exception cref="UnsupportedModelException">The file is sound but beyond Sartor.</exception>
    ReadModel Read(SlicedFile file, ModelReadOptions options);
}

using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats;

/// <summary>An open model: its graph and the mapped files behind its constants. The graph must not be used after disposal.</summary>
public sealed class ModelFile : IDisposable
{
    private readonly MappedFile _file;
    private readonly IReadOnlyList<MappedFile> _external;

    internal ModelFile(MappedFile file, IModelFormat format, ReadModel read)
    {
        _file = file;
        _external = read.ExternalFiles;
        Format = format;
        Graph = read.Graph;
        SizeBytes = file.Length + _external.Sum(f => f.Length);
    }

    /// <summary>The path as it was given.</summary>
    public string Path => _file.Path;

    public IModelFormat Format { get; }

    public ModelGraph Graph { get; }

    /// <summary>Size of the file and of its external data, in bytes.</summary>
    public long SizeBytes { get; }

    /// <summary>Content of the model file itself.</summary>
    public MappedFile Content => _file;

    public void Dispose()
    {
        foreach (var file in _external) file.Dispose();
        _file.Dispose();
    }
}

using Sartor.Core;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Formats;

/// <summary>An open model: its graph and the mapped files behind its constants. The graph must not be used after disposal.</summary>
public sealed class ModelFile : IDisposable
{
    private readonly SlicedFile _file;
    private readonly IReadOnlyList<SlicedFile> _external;

    internal ModelFile(string path, SlicedFile file, IModelFormat format, ReadModel read)
    {
        Path = path;
        _file = file;
        _external = read.ExternalFiles;
        Format = format;
        Graph = read.Graph;
        Taps = read.Taps;
        StoredConstants = read.StoredConstants;
        SizeBytes = file.Length + _external.Sum(f => f.Length);
    }

    /// <summary>The path as it was given: of a file, or of a folder where that is the model.</summary>
    public string Path { get; }

    public IModelFormat Format { get; }

    public ModelGraph Graph { get; }

    /// <summary>Makes copies of the file that give tensors of its inside; null where that cannot be done.</summary>
    public ITensorTaps? Taps { get; }

    /// <summary>
    /// Names of the constants that the file stores: others of the graph were computed from them. Empty for formats but ONNX.
    /// </summary>
    public IReadOnlySet<string> StoredConstants { get; }

    /// <summary>Size of the file and of its external data, in bytes.</summary>
    public long SizeBytes { get; }

    /// <summary>Content of the model file itself; of a folder, of the file that holds the network.</summary>
    public SlicedFile Content => _file;

    /// <summary>
    /// Files that belong to the model beside its own; names are relative to its folder, with <c>/</c> between the parts.
    /// </summary>
    public IEnumerable<(string Name, string Path)> ExternalFiles
    {
        get
        {
            var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(_file.Path))!;
            return _external.Select(f => (Name(folder, f.Path), f.Path));
        }
    }

    /// <summary>
    /// SHA-256 of the content in lower-case hexadecimal digits: of the file; where weights lie in other files, of a line for each file,
    /// <c>hash␠name</c>, the model's own first, the others by their names.
    /// </summary>
    public string Sha256() => Sha256([_file.Path, .. _external.Select(f => f.Path)]);

    /// <summary>The same with the fingerprint of the graph; what both look at is read once.</summary>
    /// <exception cref="ModelFormatException">The file has become shorter, or cannot be read.</exception>
    public (string Sha256, GraphFingerprint Fingerprint) Identify()
    {
        using var content = new Sha256();
        var fingerprint = GraphFingerprint.Of(Graph, _file, content);
        string[] files = [_file.Path, .. _external.Select(f => f.Path)];
        return (Sha256(files, [content.FinishHex(), .. files.Skip(1).Select(Sha256)]), fingerprint);
    }

    /// <summary>The same of the files of a model, its own first.</summary>
    public static string Sha256(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Sha256(files, [.. files.Select(Sha256)]);
    }

    /// <summary>The same of files whose hashes are known.</summary>
    /// <param name="files">Their paths, the model's own first.</param>
    /// <param name="hashes">One for each, in lower-case hexadecimal digits.</param>
    public static string Sha256(IReadOnlyList<string> files, IReadOnlyList<string> hashes)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(hashes);
        if (files.Count == 1) return hashes[0];
        var path = files[0];
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        var others = files.Zip(hashes).Skip(1).Select(f => (Name: System.IO.Path.GetRelativePath(folder, f.First), Hash: f.Second));
        var lines = others.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Hash} {f.Name}\n").Prepend($"{hashes[0]}\n");
        return Core.Sha256.Hex(string.Concat(lines));
    }

    /// <summary>SHA-256 of one file in lower-case hexadecimal digits.</summary>
    public static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Core.Sha256.Hex(stream);
    }

    private static string Name(string folder, string path) =>
        System.IO.Path.GetRelativePath(folder, path).Replace(System.IO.Path.DirectorySeparatorChar, '/');

    public void Dispose()
    {
        foreach (var file in _external) file.Dispose();
        _file.Dispose();
    }
}

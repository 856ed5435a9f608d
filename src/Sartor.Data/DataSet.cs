using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Data.Sources;

namespace Sartor.Data;

/// <summary>
/// Samples to run a model on, with labels or without. What a path holds is told by its content (docs/data.md). Samples are read one
/// at a time; reading is thread-safe.
/// </summary>
public sealed class DataSet : ISampleSource
{
    private readonly ISampleSource _source;
    private readonly Lazy<Dictionary<string, int>> _byId;
    private readonly string?[] _hashes;

    private DataSet(string path, OpenedSource opened)
    {
        Path = path;
        Name = opened.Name ?? DataSetName.Of(path);
        _source = opened.Source;
        _hashes = new string?[Count];
        Preprocess = opened.Preprocess;
        LabelOffset = opened.LabelOffset;
        _byId = new Lazy<Dictionary<string, int>>(() => Enumerable.Range(0, Count).ToDictionary(IdOf, i => i, StringComparer.Ordinal));
        HasLabels = LabelOf(0) is not null;
        HasTargets = TargetOf(0) is not null;
        MaxLabel = HasLabels ? Enumerable.Range(0, Count).Max(i => LabelOf(i) ?? 0) : null;
    }

    /// <param name="path">
    /// A folder (with <c>dataset.yaml</c>; with <c>labels.csv</c>; of images; of one sub-folder a class; of IDX or .npy files; of one CSV
    /// table; of one array for each of several inputs) or a file (IDX, plain or gzip; .npy; .npz; CSV table; <c>dataset.yaml</c>).
    /// </param>
    /// <param name="options">Null: nothing is stated.</param>
    /// <exception cref="DataSetException">There is no such data, it is damaged, empty, or its labels do not fit.</exception>
    public static DataSet Open(string path, DataSetOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new DataSet(path, SourceDetector.Open(path, options?.LabelsPath, options?.InputNames ?? []));
    }

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>What people call it: <c>name</c> of its <c>dataset.yaml</c>, else what its path tells.</summary>
    public string Name { get; }

    public string Kind => _source.Kind;

    public int Count => _source.Count;

    public bool HasImages => _source.HasImages;

    public IReadOnlyList<SampleInput> Inputs => _source.Inputs;

    public bool StatesInputs => _source.StatesInputs;

    public IReadOnlyList<string> ClassNames => _source.ClassNames;

    public IReadOnlyList<Diagnostic> Diagnostics => _source.Diagnostics;

    /// <summary>True where samples have labels; all have one then.</summary>
    public bool HasLabels { get; }

    /// <summary>True where samples have the right values of an output instead of labels; all have as many then.</summary>
    public bool HasTargets { get; }

    /// <summary>The largest label that occurs; null without labels.</summary>
    public int? MaxLabel { get; }

    /// <summary>What the data set states; null where it states nothing, see <see cref="PreprocessGuess.For"/>.</summary>
    public PreprocessOptions? Preprocess { get; }

    /// <summary>What the data set states; null where it states nothing, see <see cref="LabelAlignment.For"/>.</summary>
    public int? LabelOffset { get; }

    public string IdOf(int index) => _source.IdOf(index);

    public int? LabelOf(int index) => _source.LabelOf(index);

    public IReadOnlyList<float>? TargetOf(int index) => _source.TargetOf(index);

    // Asked for the split and for what is kept of a run: a file is read once for both.
    public string HashOf(int index) => _hashes[index] ??= _source.HashOf(index);

    public Sample Read(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _source.Read(index);
    }

    /// <summary>The index of the sample with that id.</summary>
    /// <exception cref="DataSetException">There is none.</exception>
    public int IndexOf(string id) => _byId.Value.TryGetValue(id, out var index)
        ? index
        : throw new DataSetException(Path, $"contains no sample '{id}'; the data set has changed since the ids were recorded");

    public void Dispose() => _source.Dispose();
}

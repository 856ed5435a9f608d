using System.Globalization;
using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Data.Sources;

/// <summary>Samples from the rows of an array, with labels beside it: IDX, .npy, tables.</summary>
internal sealed class ArraySource : ISampleSource
{
    private readonly ArrayData _data;
    private readonly LabelColumn _labels;
    private readonly IReadOnlyList<string>? _ids;

    /// <param name="kind">See <see cref="ISampleSource.Kind"/>.</param>
    /// <param name="data">One row a sample; owned from now on.</param>
    /// <param name="labels">As many labels or targets as rows, or none.</param>
    /// <param name="labelFile">For messages.</param>
    /// <param name="ids">One a row; null: the row numbers from 0.</param>
    /// <exception cref="DataSetException">Another number of labels than of rows.</exception>
    public ArraySource(string kind, ArrayData data, LabelColumn labels, string? labelFile = null, IReadOnlyList<string>? ids = null)
    {
        if (labels.Count > 0 && labels.Count != data.Shape[0])
            throw new DataSetException(labelFile ?? data.File, $"has {labels.Count} labels for the {data.Shape[0]} samples of "
                + $"{data.File}; give the labels that belong to it");
        Kind = kind;
        _data = data;
        _labels = labels.Check(labelFile ?? data.File);
        _ids = ids;
    }

    public string Kind { get; }

    public int Count => (int)_data.Shape[0];

    public IReadOnlyList<string> ClassNames => _labels.ClassNames;

    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];

    public string IdOf(int index) => _ids?[index] ?? index.ToString(CultureInfo.InvariantCulture);

    public int? LabelOf(int index) => _labels.Indices.Length == 0 ? null : _labels.Indices[index];

    public IReadOnlyList<float>? TargetOf(int index) => _labels.TargetOf(index);

    public string HashOf(int index) => _data.Hash(index);

    public bool HasImages => _data.HoldsImages;

    public Sample Read(int index) => _data.Image(index) is { } image
        ? new Sample(IdOf(index), LabelOf(index), image) { Place = PlaceOf(index) }
        : new Sample(IdOf(index), LabelOf(index), _data.Row(index)) { Place = PlaceOf(index) };

    public void Dispose() => _data.Dispose();

    private string PlaceOf(int index) => $"{_data.File}: sample {IdOf(index)}";
}

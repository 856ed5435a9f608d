using System.Globalization;
using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Data.Sources;

/// <summary>Samples of several inputs: sample <c>i</c> is the <c>i</c>-th sample of each of several sources.</summary>
internal sealed class InputsSource : ISampleSource
{
    private readonly IReadOnlyList<NamedSource> _inputs;
    private readonly LabelColumn _labels;
    private readonly ISampleSource? _labelled;
    private readonly ISampleSource? _ids;

    private InputsSource(IReadOnlyList<NamedSource> inputs, LabelColumn labels, bool states)
    {
        (_inputs, _labels, StatesInputs) = (inputs, labels, states);
        Inputs = [.. inputs.Select(input => new SampleInput(input.Name, input.Place))];
        // Pictures have names, rows have numbers.
        _ids = inputs.FirstOrDefault(input => input.Source is ImageSource)?.Source;
        _labelled = labels.Count > 0 ? null : inputs.FirstOrDefault(input => input.Source.LabelOf(0) is not null)?.Source;
    }

    /// <param name="inputs">At least one; all are disposed of with this, and where this throws.</param>
    /// <param name="labels">As many labels or targets as samples, or none.</param>
    /// <param name="labelFile">For messages; null where there are no labels.</param>
    /// <param name="states">See <see cref="ISampleSource.StatesInputs"/>.</param>
    /// <exception cref="DataSetException">The numbers of samples differ, also from that of labels, or a name is there twice.</exception>
    public static InputsSource Of(IReadOnlyList<NamedSource> inputs, LabelColumn labels, string? labelFile, bool states)
    {
        try
        {
            NamedSource[] ordered = [.. inputs.OrderBy(input => input.Name, StringComparer.Ordinal)];
            var first = ordered[0];
            for (var i = 1; i < ordered.Length; i++)
            {
                if (ordered[i].Name == ordered[i - 1].Name)
                    throw new DataSetException(ordered[i].Place, $"is the second array of the name '{ordered[i].Name}'; keep one");
                if (ordered[i].Source.Count != first.Source.Count)
                    throw new DataSetException(ordered[i].Place, $"has {Quantity.Of(ordered[i].Source.Count, "sample")}, but {first.Place} "
                        + $"has {first.Source.Count}; the first axis of each array counts the samples, so give all of them as many rows");
            }
            if (labels.Count > 0 && labels.Count != first.Source.Count)
                throw new DataSetException(labelFile!, $"has {labels.Count} labels for the {first.Source.Count} samples of {first.Place}; "
                    + "give the labels that belong to it");
            return new InputsSource(ordered, labelFile is null ? labels : labels.Check(labelFile), states);
        }
        catch
        {
            foreach (var input in inputs) input.Source.Dispose();
            throw;
        }
    }

    public string Kind => "inputs";

    public int Count => _inputs[0].Source.Count;

    public bool HasImages => _inputs.Any(input => input.Source.HasImages);

    public IReadOnlyList<SampleInput> Inputs { get; }

    public bool StatesInputs { get; }

    public IReadOnlyList<string> ClassNames => _labelled?.ClassNames ?? _labels.ClassNames;

    public IReadOnlyList<Diagnostic> Diagnostics => [.. _inputs.SelectMany(input => input.Source.Diagnostics)];

    public string IdOf(int index) => _ids?.IdOf(index) ?? index.ToString(CultureInfo.InvariantCulture);

    public int? LabelOf(int index) =>
        _labelled is not null ? _labelled.LabelOf(index) : _labels.Indices.Length == 0 ? null : _labels.Indices[index];

    public IReadOnlyList<float>? TargetOf(int index) => _labels.TargetOf(index);

    // Which value is whose belongs to the content; the order of files does not.
    public string HashOf(int index)
    {
        using var hash = new Sha256();
        foreach (var input in _inputs)
            hash.Write(System.Text.Encoding.UTF8.GetBytes($"{input.Name}\0{input.Source.HashOf(index)}\n"));
        return hash.FinishHex();
    }

    public Sample Read(int index) => new(IdOf(index), LabelOf(index), [.. _inputs.Select(input => input.Source.Read(index))])
    {
        Place = $"sample {IdOf(index)} of {Path.GetDirectoryName(_inputs[0].Place)}",
    };

    public void Dispose()
    {
        foreach (var input in _inputs) input.Source.Dispose();
    }
}

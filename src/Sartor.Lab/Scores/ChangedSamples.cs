using Sartor.Convert.Verification;
using Sartor.Results.Records;

namespace Sartor.Lab.Scores;

/// <summary>Collects the samples for which a variant names another class than its source.</summary>
/// <param name="sheet">The scores; the first that reads classes says which output names them.</param>
internal sealed class ChangedSamples(ScoreSheet sheet)
{
    private const int Most = 200;

    private readonly List<ChangedSample> _samples = [];

    /// <summary>The first 200.</summary>
    public IReadOnlyList<ChangedSample> Samples => _samples;

    /// <summary>How many there are; null where no score reads classes.</summary>
    public int? Count { get; private set; } = sheet.ClassOutput is null ? null : 0;

    /// <summary>Adds a sample if the two differ.</summary>
    /// <param name="reference">What the source gave, and what is right.</param>
    /// <param name="variant">What the variant gave, in the source's order.</param>
    public void Add(ReferenceOutputs reference, IReadOnlyList<float[]> variant)
    {
        if (sheet.ClassOutput is not { } output) return;
        var (source, named) = (Classification.Top1(reference.Outputs[output]), Classification.Top1(variant[output]));
        if (source == named) return;
        Count++;
        if (_samples.Count < Most)
            _samples.Add(new ChangedSample { Id = reference.Id, Label = reference.Truth?.Label, Source = source, Variant = named });
    }
}

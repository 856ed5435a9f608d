using Sartor.Core;

namespace Sartor.Convert.Verification;

/// <summary>Runs a variant over samples whose source outputs are known, one at a time or a batch at a time.</summary>
public static class VariantComparison
{
    /// <summary>
    /// Compares each output by itself, so that the worst one shows, and each sample of a batch by itself; what fills a batch up is not
    /// compared.
    /// </summary>
    /// <param name="set">Name of the set.</param>
    /// <param name="variant">The variant, loaded.</param>
    /// <param name="signature">How its inputs and outputs relate to the source's.</param>
    /// <param name="references">Samples with what the source gave, in runs of one size.</param>
    /// <param name="compared">Called for each sample with what the source and what the variant gave, both in reals and in the source's
    /// order.</param>
    /// <param name="traits">Of the source's outputs; null: nothing is known but names and shapes.</param>
    /// <param name="cancellation">Ends the run between two samples.</param>
    /// <exception cref="EngineException">The variant could not be run.</exception>
    public static Comparison Run(
        string set, IModelRunner variant, ModelSignature signature, IEnumerable<ReferenceOutputs> references,
        Action<ReferenceOutputs, IReadOnlyList<float[]>>? compared = null, IReadOnlyList<OutputTraits>? traits = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(references);
        OutputAccumulator[] Begin(int batch) =>
            [.. (traits ?? OutputTraits.Of(signature)).Select(output => new OutputAccumulator(output.OfSample(batch)))];
        OutputAccumulator[]? outputs = null;
        var (samples, ofSource) = (0, 0);
        foreach (var reference in references)
        {
            cancellation.ThrowIfCancellationRequested();
            if (reference.IsSourceOnly)
            {
                outputs ??= Begin(reference.Batch);
                foreach (var sample in reference.PerSample())
                {
                    for (var i = 0; i < outputs.Length; i++) outputs[i].AddSource(sample.Outputs[i]);
                    ofSource++;
                }
                continue;
            }
            var values = signature.ToSource(variant.Infer(signature.ToVariant(reference.Inputs)));
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i].Length != reference.Outputs[i].Length)
                    throw new UnsupportedModelException("the variant", $"output '{signature.Outputs[i].Name}'", $"has {values[i].Length} "
                        + $"elements where the source gives {reference.Outputs[i].Length}");
            }
            outputs ??= Begin(reference.Batch);
            foreach (var (row, sample) in reference.PerSample().Index())
            {
                var given = reference.PartOf(values, row);
                for (var i = 0; i < outputs.Length; i++) outputs[i].Add(sample.Outputs[i], given[i]);
                samples++;
                compared?.Invoke(sample, given);
            }
        }
        outputs ??= Begin(1);
        return new Comparison
        {
            Set = set,
            Samples = samples,
            SourceSamples = samples + ofSource,
            Outputs = [.. outputs.Select(output => output.Result())],
        };
    }
}

using Sartor.Core;

namespace Sartor.Convert.Verification;

/// <summary>Runs a variant over samples whose source outputs are known, one at a time.</summary>
public static class VariantComparison
{
    /// <summary>Compares each output by itself, so that the worst one shows.</summary>
    /// <param name="set">Name of the set.</param>
    /// <param name="variant">The variant, loaded.</param>
    /// <param name="signature">How its inputs and outputs relate to the source's.</param>
    /// <param name="references">Samples with what the source gave.</param>
    /// <param name="compared">Called for each sample with what the source and what the variant gave, both in reals and in the source's
    /// order.</param>
    /// <param name="cancellation">Ends the run between two samples.</param>
    /// <exception cref="EngineException">The variant could not be run.</exception>
    public static Comparison Run(
        string set, IModelRunner variant, ModelSignature signature, IEnumerable<ReferenceOutputs> references,
        Action<ReferenceOutputs, IReadOnlyList<float[]>>? compared = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(references);
        var parities = signature.Outputs.Select(_ => new ParityAccumulator()).ToArray();
        var samples = 0;
        foreach (var reference in references)
        {
            cancellation.ThrowIfCancellationRequested();
            var outputs = signature.ToSource(variant.Infer(signature.ToVariant(reference.Inputs)));
            for (var i = 0; i < outputs.Length; i++)
            {
                if (outputs[i].Length != reference.Outputs[i].Length)
                    throw new UnsupportedModelException("the variant", $"output '{signature.Outputs[i].Name}'", $"has {outputs[i].Length} "
                        + $"elements where the source gives {reference.Outputs[i].Length}");
                parities[i].Add(reference.Outputs[i], outputs[i]);
            }
            samples++;
            compared?.Invoke(reference, outputs);
        }
        return new Comparison
        {
            Set = set,
            Samples = samples,
            MaxAbsError = Worst(p => p.MaxAbsError, Math.Max),
            MaxRelError = Worst(p => p.MaxRelError, Math.Max),
            MinCosine = Worst(p => p.MinCosine, Math.Min),
            MeanCosine = Worst(p => p.MeanCosine, Math.Min),
        };

        // Math.Max and Math.Min let a NaN through, Enumerable's do not.
        double Worst(Func<ParityAccumulator, double> number, Func<double, double, double> worse) =>
            parities.Select(number).Aggregate(worse);
    }
}

using Sartor.Core;

namespace Sartor.Convert.Verification;

/// <summary>Runs a variant over samples whose source outputs are known, one at a time.</summary>
public static class VariantComparison
{
    /// <summary>Compares each output by itself, so that the worst one shows; the class is read from the first.</summary>
    /// <param name="set">Name of the set.</param>
    /// <param name="variant">The variant, loaded.</param>
    /// <param name="signature">How its inputs and outputs relate to the source's.</param>
    /// <param name="references">Samples with what the source gave.</param>
    /// <param name="advanced">Called with the number of samples done.</param>
    /// <param name="cancellation">Ends the run between two samples.</param>
    /// <exception cref="EngineException">The variant could not be run.</exception>
    public static Comparison Run(
        string set, IModelRunner variant, ModelSignature signature, IEnumerable<ReferenceOutputs> references, Action<int>? advanced = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(references);
        var parities = signature.Outputs.Select(_ => new ParityAccumulator()).ToArray();
        int samples = 0, agreements = 0, labelled = 0, correct = 0, sourceCorrect = 0, lost = 0, won = 0;
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
            int expected = Classification.Top1(reference.Outputs[0]), actual = Classification.Top1(outputs[0]);
            if (expected == actual && actual >= 0) agreements++;
            if (reference.Label is { } label)
            {
                labelled++;
                if (actual == label) correct++;
                if (expected == label) sourceCorrect++;
                if (expected == label && actual != label) lost++;
                if (expected != label && actual == label) won++;
            }
            samples++;
            advanced?.Invoke(samples);
        }
        return new Comparison
        {
            Set = set,
            Samples = samples,
            MaxAbsError = Worst(p => p.MaxAbsError, Math.Max),
            MaxRelError = Worst(p => p.MaxRelError, Math.Max),
            MinCosine = Worst(p => p.MinCosine, Math.Min),
            MeanCosine = Worst(p => p.MeanCosine, Math.Min),
            Agreements = Classification.NamesClasses(signature.Outputs[0].SourceShape) ? agreements : null,
            Classes = (int)Math.Min(int.MaxValue, signature.Outputs[0].SourceShape.ElementCount),
            Labelled = labelled,
            Correct = correct,
            SourceCorrect = sourceCorrect,
            Lost = lost,
            Won = won,
        };

        // Math.Max and Math.Min let a NaN through, Enumerable's do not.
        double Worst(Func<ParityAccumulator, double> number, Func<double, double, double> worse) =>
            parities.Select(number).Aggregate(worse);
    }
}

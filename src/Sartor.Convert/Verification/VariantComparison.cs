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
        var outputs = (traits ?? OutputTraits.Of(signature)).Select(output => new OutputAccumulator(output)).ToArray();
        var samples = 0;
        foreach (var reference in references)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = signature.ToSource(variant.Infer(signature.ToVariant(reference.Inputs)));
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i].Length != reference.Outputs[i].Length)
                    throw new UnsupportedModelException("the variant", $"output '{signature.Outputs[i].Name}'", $"has {values[i].Length} "
                        + $"elements where the source gives {reference.Outputs[i].Length}");
                outputs[i].Add(reference.Outputs[i], values[i]);
            }
            samples++;
            compared?.Invoke(reference, values);
        }
        return new Comparison { Set = set, Samples = samples, Outputs = [.. outputs.Select(output => output.Result())] };
    }
}

using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Layers;

namespace Sartor.Lab.Sensitivity;

/// <summary>How much noise a variant adds to what its source gives, without any labels.</summary>
internal static class OutputNoise
{
    /// <summary>
    /// Signal-to-quantization-noise ratio of the output that loses most, over all samples, in dB; +∞ where all are exact, null where the
    /// variant could not be run or an output is not finite.
    /// </summary>
    /// <param name="runner">The variant, loaded.</param>
    /// <param name="signature">Of the variant.</param>
    /// <param name="references">Samples with what the source gave.</param>
    /// <param name="cancellation">Ends the run between two samples.</param>
    public static double? Worst(
        IModelRunner runner, ModelSignature signature, IEnumerable<ReferenceOutputs> references, CancellationToken cancellation)
    {
        var differences = signature.Outputs.Select(_ => new TensorDifference()).ToArray();
        try
        {
            VariantComparison.Run(
                ReferenceSet.HeldOut, runner, signature, references, (sample, given) =>
                {
                    for (var i = 0; i < differences.Length; i++) differences[i].Add(sample.Outputs[i], given[i]);
                }, cancellation: cancellation);
        }
        catch (EngineException)
        {
            return null;
        }
        return differences.Min(difference => difference.SqnrDb ?? (difference.SpreadError == 0 ? double.PositiveInfinity : double.NaN))
            is var worst && double.IsNaN(worst) ? null : worst;
    }
}

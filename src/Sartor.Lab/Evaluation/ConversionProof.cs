using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Proves a conversion in float32, where nothing but a mistake makes a difference, before another precision is judged.</summary>
internal static class ConversionProof
{
    /// <summary>
    /// Adds to each verdict that of the float32 form on the same target and on random inputs; the verdict of a float32 variant is its own.
    /// </summary>
    /// <param name="converter">What wrote the variant.</param>
    /// <param name="verdicts">Of the variant.</param>
    /// <param name="precision">Of the variant.</param>
    /// <param name="path">Where the float32 form is written for the time of the run.</param>
    /// <param name="verifier">Runs it.</param>
    /// <param name="seeded">Seeded inputs with what the source gave.</param>
    public static IReadOnlyList<Verdict> Add(
        ModelConverter converter, IReadOnlyList<Verdict> verdicts, Precision precision, string path, VariantVerifier verifier,
        IReadOnlyList<ReferenceSet> seeded)
    {
        if (precision == Precision.Float32) return verdicts;
        try
        {
            var form = converter.Write(Precision.Float32, path);
            var proof = verifier.Verify(form.Path, converter.Target.Format, Precision.Float32, form.Signature, seeded);
            return VerificationJudge.Proven(verdicts, proof);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

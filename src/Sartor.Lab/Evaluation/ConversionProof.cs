using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Proves a conversion in float32, where nothing but a mistake makes a difference, before another precision is judged.</summary>
internal static class ConversionProof
{
    /// <summary>The verdict of the float32 form on random inputs; that of a float32 variant is its own.</summary>
    /// <param name="converter">What wrote the variant.</param>
    /// <param name="verification">Of the variant.</param>
    /// <param name="precision">Of the variant.</param>
    /// <param name="path">Where the float32 form is written for the time of the run.</param>
    /// <param name="verifier">Runs it.</param>
    /// <param name="random">Random inputs with what the source gave.</param>
    /// <exception cref="Core.EngineException">Nothing here can run it.</exception>
    public static Verdict Add(
        TFLiteConverter converter, Verdict verification, Precision precision, string path, VariantVerifier verifier, IEnumerable<ReferenceOutputs> random)
    {
        if (precision == Precision.Float32) return verification;
        try
        {
            var form = converter.Write(Precision.Float32, path);
            return VerificationJudge.Proven(verification, verifier.Verify(form.Path, "tflite", Precision.Float32, form.Boundary, [new(ReferenceSet.Random, random)]));
        }
        finally
        {
            File.Delete(path);
        }
    }
}

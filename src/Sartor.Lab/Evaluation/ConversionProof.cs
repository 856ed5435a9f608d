using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Proves a conversion in float32, where nothing but a mistake makes a difference, before another precision is judged.</summary>
internal static class ConversionProof
{
    /// <summary>
    /// Adds to each verdict that of the float32 form on the same target and on random inputs, and whether the variant stores what that form
    /// and its calibration ask for; the verdict of a float32 variant is its own, unless its weights are reduced.
    /// </summary>
    /// <param name="converter">What wrote the variant.</param>
    /// <param name="verdicts">Of the variant.</param>
    /// <param name="variant">The variant; the float32 form is written beside it for the time of the run.</param>
    /// <param name="verifier">Runs the form.</param>
    /// <param name="seeded">Seeded inputs with what the source gave.</param>
    public static IReadOnlyList<Verdict> Add(
        ModelConverter converter, IReadOnlyList<Verdict> verdicts, ConvertedModel variant, VariantVerifier verifier,
        IReadOnlyList<ReferenceSet> seeded)
    {
        if (variant.Precision == Precision.Float32 && converter.Reduction is null) return verdicts;
        IReadOnlyList<Verdict> Prove(ConvertedModel form) => VerificationJudge.Proven(
            verdicts, verifier.Verify(form.Path, converter.Target.Format, Precision.Float32, form.Signature, seeded));
        // The steps of a quantized source are part of what it computes, so they are part of its float32 form.
        if (converter.IsQuantizedSource)
            return StoredCheck.Apply(ProveFloats(converter, ProveSteps(), variant, verifier, seeded), Stored(converter, variant));
        // Reduced weights are another network: what is proven is the one that they were taken from.
        if (converter.Reduction is not null)
            return StoredCheck.Apply(WithFile(converter, variant, converter.WritePlain, Prove), Stored(converter, variant));
        // What int8 is written from computes the same only on inputs like those that calibrated it, so the plain form is proven.
        return variant.Precision == Precision.Int8
            ? StoredCheck.Apply(
                WithFile(converter, variant, path => converter.Write(Precision.Float32, path), Prove), Stored(converter, variant))
            : WithFile(
                converter, variant, path => converter.WriteForm(variant, path),
                form => StoredCheck.Apply(Prove(form), StoredCheck.Of(form, variant, converter.Target)));

        IReadOnlyList<Verdict> ProveSteps()
        {
            try
            {
                return WithFile(converter, variant, converter.WriteFloatSteps, Prove);
            }
            catch (UnsupportedModelException)
            {
                // Of a target without such arithmetic nothing more is known.
                return verdicts;
            }
        }
    }

    // Where many sums lie halfway between two steps, chance decides so many elements that a mistake hides among them. Without the steps
    // nothing is decided: what is left of both networks is compared number by number.
    private static IReadOnlyList<Verdict> ProveFloats(
        ModelConverter converter, IReadOnlyList<Verdict> verdicts, ConvertedModel variant, VariantVerifier verifier,
        IReadOnlyList<ReferenceSet> seeded)
    {
        var (target, source) = (converter.Target, converter.FloatSource);
        // Another conversion than the one that is proven.
        var reference = target.Format == ConversionTargets.Interchange.Format ? ConversionTargets.Default : ConversionTargets.Interchange;
        try
        {
            if (verifier.Rounding?.Of(source, reference).Answers(seeded) is not { } sets) return verdicts;
            return WithFile(converter, variant, converter.WritePlain, form => VerificationJudge.Proven(
                verdicts, verifier.Of(source, reference).Verify(form.Path, target.Format, Precision.Float32, form.Signature, sets)));
        }
        catch (Exception e) when (e is UnsupportedModelException or EngineException)
        {
            return verdicts;
        }
    }

    /// <summary>Whether a variant stores what its float32 form and its calibration ask for; empty for a float32 variant.</summary>
    /// <param name="converter">What wrote the variant.</param>
    /// <param name="variant">The variant.</param>
    public static IReadOnlyList<GateCheck> Stored(ModelConverter converter, ConvertedModel variant) =>
        variant.Precision == Precision.Float32
            ? []
            : WithFile(
                converter, variant, path => converter.WriteForm(variant, path), form => StoredCheck.Of(form, variant, converter.Target));

    private static T WithFile<T>(
        ModelConverter converter, ConvertedModel variant, Func<string, ConvertedModel> write, Func<ConvertedModel, T> use)
    {
        var path = variant.Path + ".float";
        try
        {
            return use(write(path));
        }
        finally
        {
            converter.Target.Layout.Delete(path);
        }
    }
}

using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Verifies all variants of a fit.</summary>
internal sealed class FitVerifier(
    SourceReferences references, IDevice device, FitOptions options, IRunProgress progress, CancellationToken cancellation)
{
    // Fewer can be right or wrong by chance: the gates say so then.
    private const int EnoughLabels = 20;

    private Verdict? _asFloat32;

    /// <param name="variants">The float32 one before those that its verdict counts for.</param>
    public IReadOnlyList<FitVariant> Verify(IReadOnlyList<FitVariant> variants)
    {
        var verified = variants.Select(Verify).ToArray();
        progress.StageFinished(RunStage.Verify, $"{verified.Count(v => v.Result.Verification is { Gate.Passed: true })} of {verified.Count(v => v.Path is not null)} passed");
        return verified;
    }

    private FitVariant Verify(FitVariant variant)
    {
        if (variant.Path is null) return variant;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var verification = variant.Precision is null ? Source() : Run(variant);
            if (variant.Precision == Precision.Float32) _asFloat32 = verification;
            else if (variant.Precision is not null) verification = VerificationJudge.Proven(verification, _asFloat32);
            progress.VariantVerified(variant.Result.Name, verification);
            return variant with { Result = variant.Result with { Verification = verification } };
        }
        catch (Exception e) when (e is EngineException or UnsupportedModelException)
        {
            // The file exists, but nothing here can run it: it is listed with the reason and not recommended.
            return variant with { Result = variant.Result with { Reason = e.Message } };
        }
    }

    private Verdict Run(FitVariant variant) =>
        new VariantVerifier(options.Limits, options.Threads, (done, ranOn) => progress.StageAdvanced(RunStage.Verify, done, $"{variant.Result.Name} on {ranOn}"), cancellation) { Device = device }
            .Verify(variant.Path!, variant.Result.Format, variant.Precision!.Value, variant.Boundary!, references.Sets);

    /// <summary>Ends a fit whose labels do not match, before anything is measured.</summary>
    /// <param name="dataPath">The data, for the message.</param>
    /// <exception cref="DataSetException">There are labels enough to tell, and the source is right no more often than by guessing.</exception>
    public void CheckLabels(string dataPath)
    {
        if (Itself() is { Labelled: >= EnoughLabels } c && VerificationJudge.Guesses(c, options.Limits))
            throw new DataSetException(dataPath, $"the model is right on {c.Correct} of {c.Labelled} labelled samples, which guessing among {c.Classes} classes reaches too; its labels, their order or the preprocessing do not match the model");
    }

    private Verdict Source() => VerificationJudge.Judge(null, references.RanOn, [Itself()], options.Limits);

    /// <summary>The source agrees with itself; what counts is its accuracy.</summary>
    private Comparison Itself()
    {
        var judgement = references.JudgementOutputs.ToArray();
        var labelled = judgement.Count(r => r.Label is not null);
        var correct = judgement.Count(r => r.Label is { } label && Classification.Top1(r.Outputs[0]) == label);
        return new Comparison
        {
            Set = ReferenceSet.Judgement,
            Samples = judgement.Length,
            MaxAbsError = 0,
            MaxRelError = 0,
            MinCosine = 1,
            MeanCosine = 1,
            Agreements = judgement.Length,
            Classes = judgement.Length > 0 ? judgement[0].Outputs[0].Length : 0,
            Labelled = labelled,
            Correct = correct,
            SourceCorrect = correct,
            Lost = 0,
            Won = 0,
        };
    }
}

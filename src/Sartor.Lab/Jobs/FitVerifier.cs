using Sartor.Convert;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Verifies all variants of a fit, each on every target that it will be measured on.</summary>
/// <param name="plan">The targets.</param>
/// <param name="sessions">Opens variants on them.</param>
/// <param name="isHost">Whether they are on the machine that ran the reference.</param>
/// <param name="references">What the source gave.</param>
/// <param name="scores">What says how right it is.</param>
/// <param name="options">Of the fit.</param>
/// <param name="progress">Is told what happens.</param>
/// <param name="cancellation">Ends the verification.</param>
internal sealed class FitVerifier(
    EnginePlan plan, IModelSessions sessions, bool isHost, SourceReferences references, ScoreSheet scores, FitOptions options,
    IRunProgress progress, CancellationToken cancellation)
{
    /// <summary>Verdicts of earlier runs; null for none.</summary>
    public FitSteps? Steps { get; init; }

    /// <summary>Shows what rounding explains; null: only the bound of the sums counts.</summary>
    public RoundingProbe? Rounding { get; init; }

    /// <summary>Compares the values behind decisions; null: outputs alone are compared.</summary>
    public CompareDecisions? Decisions { get; init; }

    /// <summary>What is assumed of the preprocessing of the samples; null where it is stated or labels speak for it.</summary>
    public string? AssumedPreprocessing { get; init; }

    /// <summary>Whether the source is quantized already: its steps are part of what it computes, so no float32 form proves them.</summary>
    public bool IsQuantizedSource { get; init; }

    /// <summary>The check that all fail where the runtime computes the source wrongly; null where it does not.</summary>
    public GateCheck? SourceFault { get; init; }

    /// <summary>
    /// The variants with their verdicts. The float32 form is verified first, since it proves what the others are written from.
    /// </summary>
    public IReadOnlyList<FitVariant> Verify(IReadOnlyList<FitVariant> variants)
    {
        var asFloat32 = variants.FirstOrDefault(v => v is { Precision: Precision.Float32, Path: not null }) is { } form ? Run(form) : [];
        var verified = variants.Select(variant => Verify(variant, asFloat32)).ToArray();
        progress.StageFinished(
            RunStage.Verify,
            $"{verified.Count(v => v.Result.Worst is { Gate.Passed: true })} of {verified.Count(v => v.Path is not null)} passed");
        return verified;
    }

    private FitVariant Verify(FitVariant variant, IReadOnlyList<Verdict> asFloat32)
    {
        if (variant.Path is null) return variant;
        cancellation.ThrowIfCancellationRequested();
        var verdicts = variant.Precision switch
        {
            null => Source(variant),
            Precision.Float32 => asFloat32,
            _ when IsQuantizedSource => Run(variant),
            _ => VerificationJudge.Proven(Run(variant), asFloat32),
        };
        verdicts = ConversionNotes.Apply(verdicts, variant.Result.Conversion?.Diagnostics ?? []);
        verdicts = StoredCheck.Apply(verdicts, variant.Result.Conversion?.Checks ?? []);
        verdicts = RuntimeCheck.Apply(verdicts, SourceFault);
        if (Verdict.Worst(verdicts) is { } worst) progress.VariantVerified(variant.Result.Name, worst);
        return variant with { Result = variant.Result with { Verdicts = verdicts } };
    }

    // The reference is what all others are compared with; any other target of the source's format has to show that it computes the same.
    private IReadOnlyList<Verdict> Source(FitVariant source)
    {
        IReadOnlyList<Verdict> itself = isHost
            ? [VerificationJudge.Judge(null, references.Target, [], references.Scores, options.Limits)]
            : [];
        var others = plan.Targets(source.Result.Format).Where(target => !isHost || target != references.Target).ToArray();
        return [.. itself, .. On(source, Precision.Float32, others)];
    }

    private IReadOnlyList<Verdict> Run(FitVariant variant) =>
        On(variant, Judged(variant.Precision!.Value), plan.Targets(variant.Result.Format));

    // Reduced weights are judged as int8 ones are: by data.
    private Precision Judged(Precision precision) =>
        options.Reduction is not null && precision == Precision.Float16 ? Precision.DynamicRangeInt8 : precision;

    private IReadOnlyList<Verdict> On(FitVariant variant, Precision precision, IReadOnlyList<EngineTarget> targets)
    {
        IReadOnlyList<Verdict> Verify(EngineTarget target) => Verifier(plan.Only([target]), variant)
            .Verify(variant.Path!, variant.Result.Format, precision, variant.Signature!, references.Sets);
        return Steps?.Verdicts(variant.Result, precision, targets, Verify) ?? [.. targets.SelectMany(Verify)];
    }

    private VariantVerifier Verifier(EnginePlan targets, FitVariant variant) => new(
        targets, sessions, options.Limits, options.Threads,
        (done, target) => progress.StageAdvanced(RunStage.Verify, done, $"{variant.Result.Name} on {target}"), cancellation)
    {
        Guard = references.Guard,
        Scores = scores,
        Traits = references.Traits,
        Rounding = Rounding,
        Decisions = Decisions,
        AssumedPreprocessing = AssumedPreprocessing,
    };
}

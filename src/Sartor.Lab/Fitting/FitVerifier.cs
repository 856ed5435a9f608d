using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Lab.Fitting;

/// <summary>Runs each variant on every delegate of its engine and compares it with the source; the worst delegate is its verdict.</summary>
internal sealed class FitVerifier(FitReferences references, FitOptions options, IFitProgress progress, CancellationToken cancellation)
{
    public IReadOnlyList<FitVariant> Verify(IReadOnlyList<FitVariant> variants)
    {
        var verified = variants.Select(Verify).ToArray();
        progress.StageFinished(FitStage.Verify, $"{verified.Count(v => v.Result.Verification is { Gate.Passed: true })} of {verified.Count(v => v.Path is not null)} passed");
        return verified;
    }

    private FitVariant Verify(FitVariant variant)
    {
        if (variant.Path is null) return variant;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var verification = variant.Precision is null ? Source() : Worst(variant);
            progress.VariantVerified(variant.Result.Name, verification);
            return variant with { Result = variant.Result with { Verification = verification } };
        }
        catch (EngineException e)
        {
            // The file exists, but nothing here can run it: it is listed with the reason and not recommended.
            return variant with { Result = variant.Result with { Reason = e.Message } };
        }
    }

    /// <summary>The source agrees with itself; what counts is its accuracy.</summary>
    private Results.Verification Source()
    {
        var judgement = references.Judgement().ToArray();
        var labelled = judgement.Count(r => r.Label is not null);
        var correct = judgement.Count(r => r.Label is { } label && Classification.Top1(r.Outputs[0]) == label);
        var comparison = new Comparison
        {
            Set = "judgement",
            Samples = judgement.Length,
            MaxAbsError = 0,
            MaxRelError = 0,
            MinCosine = 1,
            MeanCosine = 1,
            Agreements = judgement.Length,
            Labelled = labelled,
            Correct = correct,
            SourceCorrect = correct,
            Lost = 0,
            Won = 0,
        };
        return VerificationJudge.Judge(null, references.RanOn, [comparison], options.Limits);
    }

    private Results.Verification Worst(FitVariant variant)
    {
        var engine = InferenceEngines.Catalog.All.First(e => e.Format == variant.Result.Format);
        Results.Verification? worst = null;
        var ranOn = new List<string>();
        foreach (var name in engine.Delegates)
        {
            using var runner = WorkerRunner.Start(engine.Name, variant.Path!, new EngineOptions { Threads = options.Threads, Delegate = name });
            // A delegate that takes no node runs the engine's own kernels, which have their own turn.
            if (runner.Loaded.Proof.ActualDelegate != name) continue;
            Comparison[] comparisons =
            [
                VariantComparison.Run("judgement", runner, variant.Boundary!, references.Judgement(), done => progress.StageAdvanced(FitStage.Verify, done, $"{variant.Result.Name} on {runner.RanOn}"), cancellation),
                VariantComparison.Run("random", runner, variant.Boundary!, references.Random(), null, cancellation),
            ];
            var verification = VerificationJudge.Judge(variant.Precision, runner.RanOn, comparisons, options.Limits);
            ranOn.Add(runner.RanOn);
            if (worst is null || IsWorse(verification, worst)) worst = verification;
        }
        if (worst is null) throw new EngineException(engine.Name, $"no delegate ran {variant.Result.Name}");
        return worst with { RanOn = ranOn.Count == 1 ? ranOn[0] : $"{string.Join(", ", ranOn)}; shown: {worst.RanOn}, the worst" };
    }

    private static bool IsWorse(Results.Verification a, Results.Verification b)
    {
        if (a.Gate.Passed != b.Gate.Passed) return !a.Gate.Passed;
        if (a.Accuracy is { } x && b.Accuracy is { } y && x.Correct != y.Correct) return x.Correct < y.Correct;
        return a.Parity.Max(p => p.MaxRelError ?? double.MaxValue) > b.Parity.Max(p => p.MaxRelError ?? double.MaxValue);
    }
}

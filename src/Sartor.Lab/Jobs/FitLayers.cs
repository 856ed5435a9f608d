using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Layers;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Compares the tensors inside of each variant of a fit with those of the source, where quantization cost the most.</summary>
/// <param name="search">Compares them.</param>
/// <param name="source">The source.</param>
/// <param name="heldOut">Samples that did not calibrate.</param>
/// <param name="progress">Is told what happens.</param>
internal sealed class FitLayers(LayerSearch search, ModelFile source, ReferenceSet heldOut, IRunProgress progress)
{
    // All tensors of one inference; more would take longer than the fit itself.
    private const long MostBytes = 512L << 20;

    /// <summary>Comparisons of earlier runs; null for none.</summary>
    public FitSteps? Steps { get; init; }

    /// <summary>The variants, each with its comparison; the source, and what nothing ran, as they are.</summary>
    public IReadOnlyList<FitVariant> Compare(IReadOnlyList<FitVariant> variants)
    {
        progress.StageStarted(RunStage.Layers, variants.Count);
        var compared = new List<FitVariant>();
        foreach (var variant in variants)
        {
            progress.StageAdvanced(RunStage.Layers, compared.Count, variant.Result.Name);
            compared.Add(Compare(variant));
        }
        var done = compared.Count(variant => variant.Result.Layers is { Problem: null });
        progress.StageFinished(RunStage.Layers, $"{done} of {variants.Count} compared");
        return compared;
    }

    private FitVariant Compare(FitVariant variant)
    {
        if (variant is not { Precision: { } precision, Path: { } path, Signature: { } signature }) return variant;
        if (Verdict(variant.Result) is not { } verdict) return variant;
        LayerComparison Run() => TooLarge() is { } problem
            ? Missing(verdict.Target, problem)
            : search.Run(path, signature, precision, [verdict], [heldOut], always: true).SingleOrDefault()
                ?? Missing(verdict.Target, "there is no held-out sample");
        return variant with
        {
            Result = variant.Result with
            {
                Layers = Steps?.Layers(variant.Result, precision, verdict.Target, Run) ?? Run(),
            },
        };
    }

    private static LayerComparison Missing(EngineTarget target, string problem) => new()
    {
        Target = target,
        Samples = 0,
        SourceTensors = 0,
        VariantTensors = 0,
        Pairs = 0,
        Limit = 0,
        Problem = problem,
    };

    // On the target that would be shipped; where none was measured, on the first that ran it.
    private static Verdict? Verdict(VariantResult variant)
    {
        var ran = variant.Verdicts.Where(verdict => verdict.Parity.Count > 0).ToArray();
        var fastest = variant.Trials.Where(trial => trial.Latency is not null).OrderBy(trial => trial.Latency!.MedianNs)
            .Select(trial => ran.FirstOrDefault(verdict => verdict.Target == trial.Target)).OfType<Verdict>();
        return fastest.OrderByDescending(verdict => verdict.Gate.Passed).FirstOrDefault() ?? ran.FirstOrDefault();
    }

    private string? TooLarge()
    {
        var bytes = source.Taps?.Values.Sum(value => value.Type.Shape is null ? 0 : TappedModel.Bytes(value)) ?? 0;
        return bytes <= MostBytes ? null
            : $"the tensors inside take {Quantity.Bytes(bytes)}, more than a fit compares; `sartor verify --layers` compares them";
    }
}

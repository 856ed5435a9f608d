using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Sensitivity;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Decides which layers of a quantisation stay float32: those that were named, and those that the score needs.</summary>
internal sealed class LayerChoice(
    QuantizeOptions options, EnginePlan plan, IModelSessions sessions, EvaluationInputs inputs, ModelConverter converter,
    IReadOnlyDictionary<string, ActivationStatistics> statistics, SourceReferences references, string staging, IRunProgress progress,
    CancellationToken cancellation)
{
    private const string SignalToNoise = "SQNR";

    /// <summary>What int8 is to do: first without the layers that a score needs, then with them.</summary>
    public required Int8Options Options { get; set; }

    /// <summary>What int8 costs; null where nobody needed to know.</summary>
    public SensitivityReport? Sensitivity { get; private set; }

    /// <summary>How the layers were found; null where no limit was stated.</summary>
    public MixedPrecision? MixedPrecision { get; private set; }

    /// <summary>Measures and searches what the options ask for.</summary>
    public void Run()
    {
        if (options.Sensitivity) Measure();
        if (options.MaxDrop is not null || options.MinSqnrDb is not null) Search(new LayerLimits(options.MaxDrop, options.MinSqnrDb));
    }

    private void Measure()
    {
        if (Sensitivity is not null) return;
        progress.StageStarted(RunStage.Layers, converter.Int8Layers.Count);
        var samples = inputs.Runs(inputs.Split.CalibrationIds.Items).Select(inputs.Read);
        Sensitivity = new LayerSensitivities(
            plan, sessions, converter, statistics, staging + ".layer", options.Threads, cancellation).Run(
                Options, samples, (done, name) => progress.StageAdvanced(RunStage.Layers, done, name));
        progress.StageFinished(RunStage.Layers, $"{Sensitivity.Layers.Count} layers, each alone in int8");
    }

    private void Search(LayerLimits limits)
    {
        var held = references.Sets.Where(set => set.Name == ReferenceSet.HeldOut).ToArray();
        var verifier = new VariantVerifier(plan, sessions, options.Limits, options.Threads, null, cancellation)
        {
            Guard = references.Guard,
            Scores = inputs.Scores,
            Traits = references.Traits,
        };
        var (named, tried) = (Options, 0);
        var measure = "";
        Int8Options With(IEnumerable<string> more) => named with { FloatLayers = named.FloatLayers.Concat(more).ToHashSet() };
        LayerOutcome Outcome(IReadOnlySet<string> layers)
        {
            var path = staging + ".trial";
            try
            {
                progress.StageAdvanced(RunStage.Convert, ++tried, $"{layers.Count} layers in float32");
                var variant = converter.Write(Precision.Int8, path, statistics, options: With(layers));
                var ratio = limits.MinSqnrDb is null ? null : Noise(variant);
                if (limits.MaxDrop is null) return new(null, ratio);
                var verdicts = verifier.Verify(path, options.Target.Format, Precision.Int8, variant.Signature, held);
                if (verdicts.Count > 0 && measure.Length == 0) measure = ScoreDrop.Measure(verdicts[0]);
                return new(ScoreDrop.Worst(verdicts), ratio);
            }
            finally
            {
                File.Delete(path);
            }
        }

        Int8Layer[] open = [.. converter.Int8Layers.Where(layer => !named.FloatLayers.Contains(layer.Output))];
        var search = new FloatLayerSearch(() => BySensitivity(open), limits, Outcome);
        var found = search.Run();
        HashSet<string> kept = [.. (found?.Float ?? open).Select(layer => layer.Output)];
        Options = With(kept);
        MixedPrecision = new MixedPrecision
        {
            MaxDrop = limits.MaxDrop,
            MinSqnrDb = limits.MinSqnrDb,
            Measure = limits.MaxDrop is null ? SignalToNoise : measure,
            Reached = found is not null,
            Drop = found is null ? search.Trials[^1].Drop : found.Value.Outcome.Drop,
            SqnrDb = search.Trials.LastOrDefault(trial => trial.Passed || found is null)?.SqnrDb,
            Layers = open.Length,
            FloatLayers = [.. open.Where(layer => kept.Contains(layer.Output)).Select(layer => new NodeFacts(layer.Name, layer.Operator))],
            Trials = search.Trials,
        };
        progress.StageFinished(RunStage.Convert, $"{kept.Count} of {open.Length} layers in float32 after {search.Trials.Count} trials");
    }

    private double? Noise(ConvertedModel variant)
    {
        try
        {
            using var session = sessions.Open(
                variant.Path, plan.Reference(options.Target), options.Threads,
                WorkerBudget.For(converter.Lowered, new FileInfo(variant.Path).Length));
            return OutputNoise.Worst(session, variant.Signature, references.HeldOut, cancellation);
        }
        catch (EngineException)
        {
            return null;
        }
    }

    private Int8Layer[] BySensitivity(Int8Layer[] layers)
    {
        Measure();
        var place = Sensitivity!.Layers.Index().ToDictionary(layer => layer.Item.Output, layer => layer.Index);
        return [.. layers.OrderBy(layer => place[layer.Output])];
    }
}

using System.Diagnostics;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Makes the variants of a fit: the source as it is, and its conversions.</summary>
internal sealed class FitVariants(
    EnginePlan plan, IModelSessions sessions, EvaluationInputs inputs, SourceModel source, FitOptions options, IRunProgress progress,
    string staging, CancellationToken cancellation)
{
    public IReadOnlyList<FitVariant> Make()
    {
        var variants = new List<FitVariant> { Source() };
        var wanted = options.Precisions.Count > 0 ? options.Precisions : options.Target.Precisions;
        Precision[] precisions = [.. Precisions.All.Where(p => p == Precision.Float32 || wanted.Contains(p))];
        progress.VariantMade(variants[0].Result);
        ModelConverter? converter = null;
        IReadOnlyDictionary<string, ActivationStatistics>? statistics = null;
        string? problem = null;
        try
        {
            converter = new ModelConverter(options.Target, inputs.Model.Graph, SourceModels.Provenance(source), cancellation);
        }
        catch (UnsupportedModelException e)
        {
            problem = e.Message;
        }
        if (converter is not null && precisions.Contains(Precision.Int8)) statistics = Calibrate(converter, ref problem);
        progress.StageStarted(RunStage.Convert, precisions.Length);
        foreach (var precision in precisions)
        {
            cancellation.ThrowIfCancellationRequested();
            progress.StageAdvanced(RunStage.Convert, variants.Count - 1, precision.Name());
            var variant = converter is null || (precision == Precision.Int8 && statistics is null)
                ? NotMade(precision, VariantOutcome.Refused, problem!)
                : Convert(converter, precision, statistics);
            variants.Add(variant);
            progress.VariantMade(variant.Result);
        }
        progress.StageFinished(RunStage.Convert, $"{variants.Count(v => v.Path is not null) - 1} of {precisions.Length} variants made");
        return variants;
    }

    private FitVariant Source() => new(
        new VariantResult
        {
            Name = VariantResult.SourceName,
            Format = source.Format,
            Precision = "original",
            Outcome = VariantOutcome.Made,
            Sha256 = source.Sha256,
            SizeBytes = source.SizeBytes,
            Trials = [],
        },
        null, inputs.Model.Path, inputs.Signature);

    /// <summary>Runs the float network over the calibration samples; null with the problem where that is not possible.</summary>
    private IReadOnlyDictionary<string, ActivationStatistics>? Calibrate(ModelConverter converter, ref string? problem)
    {
        var ids = inputs.Split.CalibrationIds;
        progress.StageStarted(RunStage.Calibrate, ids.Count);
        try
        {
            var statistics = CalibrationRun.Run(
                plan, sessions, converter, inputs, Path.Combine(staging, $"calibration{options.Target.Suffix}"), options.Calibration,
                options.Threads, done => progress.StageAdvanced(RunStage.Calibrate, done, ""), cancellation);
            progress.StageFinished(RunStage.Calibrate, $"{ids.Count} samples, {options.Calibration} calibration");
            return statistics;
        }
        catch (Exception e) when (e is EngineException or UnsupportedModelException)
        {
            problem = e.Message;
            progress.StageFinished(RunStage.Calibrate, "failed");
            return null;
        }
    }

    private FitVariant Convert(ModelConverter converter, Precision precision, IReadOnlyDictionary<string, ActivationStatistics>? statistics)
    {
        var clock = Stopwatch.StartNew();
        var file = $"{Path.GetFileNameWithoutExtension(source.Name)}.{precision.Name()}{options.Target.Suffix}";
        var path = Path.Combine(staging, ResultFolder.VariantsFolder, file);
        try
        {
            var model = precision == Precision.Int8
                ? converter.Write(precision, path, statistics, CalibrationMetadata.Of(inputs.SplitOptions, inputs.Split))
                : converter.Write(precision, path);
            var result = Result(precision, VariantOutcome.Made) with
            {
                File = $"{ResultFolder.VariantsFolder}/{file}",
                Sha256 = ModelFile.Sha256(path),
                SizeBytes = new FileInfo(path).Length,
                Conversion = new Conversion
                {
                    Target = options.Target.Name,
                    Seconds = clock.Elapsed.TotalSeconds,
                    Diagnostics = model.Diagnostics,
                },
            };
            return new FitVariant(result, precision, path, model.Signature);
        }
        catch (UnsupportedModelException e)
        {
            return NotMade(precision, VariantOutcome.Refused, e.Message);
        }
    }

    private FitVariant NotMade(Precision precision, VariantOutcome outcome, string reason) =>
        new(Result(precision, outcome) with { Reason = reason }, precision, null, null);

    private VariantResult Result(Precision precision, VariantOutcome outcome) => new()
    {
        Name = precision.Name(),
        Format = options.Target.Format,
        Precision = precision.Description(),
        Outcome = outcome,
        Trials = [],
    };
}

using System.Diagnostics;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Trials;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Makes the variants of a fit: the source as it is, and its conversions.</summary>
internal sealed class FitVariants(
    EnginePlan plan, IModelSessions sessions, EvaluationInputs inputs, SourceModel source, FitOptions options, IRunProgress progress,
    string staging, CancellationToken cancellation)
{
    /// <summary>Variants of earlier runs; null for none.</summary>
    public FitSteps? Steps { get; init; }

    /// <summary>Makes them.</summary>
    /// <param name="lowered">What those are written with that no earlier run made.</param>
    public IReadOnlyList<FitVariant> Make(FitConverter lowered)
    {
        var variants = new List<FitVariant> { Source() };
        var wanted = options.Precisions.Count > 0 ? options.Precisions : options.Target.Precisions;
        Precision[] precisions = [.. Precisions.All.Where(p => p == Precision.Float32 || wanted.Contains(p))];
        progress.VariantMade(variants[0].Result);
        var found = precisions.Select(Find).ToArray();
        var (converter, problem) = lowered;
        (IReadOnlyDictionary<string, ActivationStatistics> Statistics, DateTimeOffset? ReusedFromUtc)? calibrated = null;
        var calibrates = precisions.Where((p, i) => found[i] is null).Contains(Precision.Int8);
        if (converter is not null && calibrates) calibrated = Calibrate(converter, ref problem);
        progress.StageStarted(RunStage.Convert, precisions.Length);
        foreach (var (i, precision) in precisions.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            progress.StageAdvanced(RunStage.Convert, variants.Count - 1, precision.Name());
            var variant = found[i] ?? (converter is null || (precision == Precision.Int8 && calibrated is null)
                ? NotMade(precision, VariantOutcome.Refused, problem!)
                : Convert(converter, precision, calibrated?.Statistics));
            if (precision == Precision.Int8 && calibrated?.ReusedFromUtc is { } from) variant = CalibratedBefore(variant, from);
            variants.Add(variant);
            progress.VariantMade(variant.Result);
        }
        var reused = variants.Count(v => v.Result.Conversion?.ReusedFromUtc is not null);
        var text = $"{variants.Count(v => v.Path is not null) - 1} of {precisions.Length} variants made";
        progress.StageFinished(RunStage.Convert, reused > 0 ? $"{text}, {reused} of them by an earlier run" : text);
        return variants;
    }

    private static FitVariant CalibratedBefore(FitVariant variant, DateTimeOffset madeUtc) =>
        variant.Result.Conversion is not { } conversion
            ? variant
            : variant with { Result = variant.Result with { Conversion = conversion with { CalibrationReusedFromUtc = madeUtc } } };

    private StepKey Key(Precision precision) => Steps!.Keys.Conversion(
        precision,
        precision == Precision.Int8 ? Steps.Keys.Calibration(plan.Reference(options.Target)) : null,
        Facts(precision));

    private Dictionary<string, string> Facts(Precision precision)
    {
        var facts = new Dictionary<string, string>(SourceModels.Provenance(source));
        if (precision != Precision.Int8) return facts;
        foreach (var (key, value) in CalibrationMetadata.Of(inputs.SplitOptions, inputs.Split)) facts[key] = value;
        return facts;
    }

    private FitVariant? Find(Precision precision)
    {
        cancellation.ThrowIfCancellationRequested();
        var file = $"{ResultFolder.VariantsFolder}/{FileOf(precision)}";
        return Steps?.FindVariant(Key(precision), precision, PathOf(precision), file, inputs.Model);
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
    private (IReadOnlyDictionary<string, ActivationStatistics>, DateTimeOffset?)? Calibrate(ModelConverter converter, ref string? problem)
    {
        var ids = inputs.Split.CalibrationIds;
        var key = Steps?.Keys.Calibration(plan.Reference(options.Target));
        if (key is not null && Steps!.FindCalibration(key) is { } found) return found;
        progress.StageStarted(RunStage.Calibrate, ids.Count);
        try
        {
            var statistics = CalibrationRun.Run(
                plan, sessions, converter, inputs, Path.Combine(staging, $"calibration{options.Target.Suffix}"), options.Calibration,
                options.Threads, done => progress.StageAdvanced(RunStage.Calibrate, done, ""), cancellation);
            if (key is not null) Steps!.KeepCalibration(key, statistics);
            progress.StageFinished(RunStage.Calibrate, $"{ids.Count} samples, {options.Calibration} calibration");
            return (statistics, null);
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
        var path = PathOf(precision);
        FitVariant variant;
        try
        {
            var model = precision == Precision.Int8
                ? converter.Write(precision, path, statistics, CalibrationMetadata.Of(inputs.SplitOptions, inputs.Split))
                : precision == Precision.Float32 && options.Reduction is not null
                    ? converter.WritePlain(path)
                    : converter.Write(precision, path);
            var result = Result(precision, VariantOutcome.Made) with
            {
                File = $"{ResultFolder.VariantsFolder}/{FileOf(precision)}",
                Sha256 = model.Sha256,
                SizeBytes = model.Files.Sum(file => new FileInfo(file).Length),
                Conversion = new Conversion
                {
                    Target = options.Target.Name,
                    Seconds = clock.Elapsed.TotalSeconds,
                    Diagnostics = model.Diagnostics,
                    Checks = ConversionProof.Stored(converter, model),
                },
            };
            variant = new FitVariant(result, precision, path, model.Signature);
        }
        catch (UnsupportedModelException e)
        {
            variant = NotMade(precision, VariantOutcome.Refused, e.Message);
        }
        Steps?.KeepVariant(Key(precision), variant);
        return variant;
    }

    private string FileOf(Precision precision) =>
        $"{Path.GetFileNameWithoutExtension(source.Name)}.{precision.Name()}{options.Target.Suffix}";

    private string PathOf(Precision precision) => Path.Combine(staging, ResultFolder.VariantsFolder, FileOf(precision));

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

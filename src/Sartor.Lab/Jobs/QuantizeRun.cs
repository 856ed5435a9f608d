using System.Diagnostics;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Data.Splits;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Layers;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Quantizes one model to int8 with some of the samples and evaluates the result on the others.</summary>
public static class QuantizeRun
{
    // The rest is held out.
    private const double LargestShare = 0.8;

    /// <summary>Does it. The file is at its place afterwards if it passed.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="cancellation">Ends the job; nothing is left behind.</param>
    /// <exception cref="SartorException">Model, data, options or output cannot be used.</exception>
    public static ConversionResult Run(QuantizeOptions options, IRunProgress progress, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        if (!options.Target.Precisions.Contains(Precision.Int8))
        {
            var others = ConversionTargets.Catalog.All.Where(target => target.Precisions.Contains(Precision.Int8)).Select(t => t.Name);
            throw new OptionException(
                "target", $"{options.Target.Name} does not write int8; choose from {string.Join(", ", others)}, or write "
                + $"{string.Join(" or ", options.Target.Precisions.Select(p => p.Name()))} with `sartor convert`");
        }
        options.Target.RequireName(options.OutputPath);
        progress.StageStarted(RunStage.Read, 0);
        SourceModel? described = null;
        ModelConverter? lowered = null;
        // A network that cannot be converted is told before data are read.
        using var inputs = EvaluationInputs.Open(options.Input, Division(options), model =>
        {
            described = SourceModels.Of(model);
            lowered = new ModelConverter(
                options.Target, model.Graph, SourceModels.Provenance(described), options.KeepsLayout, cancellation);
        });
        var (source, converter) = (described!, lowered!);
        using var output = StagedFile.Begin(
            options.OutputPath, options.Target.Layout,
            [
                inputs.Model.Path, .. inputs.Model.ExternalFiles.Select(file => file.Path), .. options.ReadFiles,
                .. options.Input.NamedFiles,
            ]);
        var (calibrating, judging) = (inputs.Split.CalibrationIds.Count, inputs.Split.HeldOutIds.Count);
        progress.StageFinished(RunStage.Read, $"{inputs.Data.Count} samples: {calibrating} for calibration, {judging} held out");

        var plan = EnginePlan.Of(options.Target);
        using var device = new HostDevice();
        var sessions = new WorkerSessions(device, cancellation);
        PreprocessTrial.Run(plan, sessions, inputs, options.Threads, cancellation);
        converter.Reduction = options.Reduction;
        if (options.BakesPreprocessing) converter.Pixels = inputs.TakePixels(options.InputSize);
        if (options.WritesMetadata)
            converter.Task = TaskFacts.Of(inputs.Model.Graph, inputs.Image(), options.ClassNames, inputs.Data.ClassNames);
        Diagnostic[] ofCalibration = [.. RunNotes.OfCalibration(calibrating, options.CalibrationSamples)];
        Diagnostic[] reported = [.. ofCalibration, .. inputs.Diagnostics];
        foreach (var diagnostic in reported) progress.Reported(diagnostic);
        var clock = Stopwatch.StartNew();
        var named = converter.LayersNamed(options.FloatLayers);
        CheckTypes(options);
        progress.StageStarted(RunStage.Calibrate, calibrating);
        var statistics = output.Make(staging => CalibrationRun.Run(
            plan, sessions, converter, inputs, staging + ".float", options.Calibration, options.Threads, done =>
                progress.StageAdvanced(RunStage.Calibrate, done, ""), cancellation));
        progress.StageFinished(RunStage.Calibrate, $"{calibrating} samples, {options.Calibration} calibration");
        var seconds = clock.Elapsed;
        progress.StageStarted(RunStage.Verify, judging);
        using var references = SourceReferences.Run(
            plan, sessions, inputs, inputs.Split.HeldOutIds.Items, inputs.Split.CalibrationIds.Items, options.Input.Split.Seed,
            options.Threads,
            done => progress.StageAdvanced(RunStage.Verify, done, "source"), cancellation);
        foreach (var diagnostic in inputs.Diagnostics.Except(reported)) progress.Reported(diagnostic);
        LabelCheck.Require(inputs, references.Scores, options.Limits);
        clock.Restart();
        var choice = new LayerChoice(
            options, plan, sessions, inputs, converter, statistics, references, output.Staging, progress, cancellation)
        {
            Options = Int8Of(options) with { FloatLayers = named },
        };
        choice.Run();
        var converted = output.Make(staging => converter.Write(
            Precision.Int8, staging, statistics, CalibrationMetadata.Of(inputs.SplitOptions, inputs.Split), choice.Options));
        var result = ConvertRun.Describe(
            source, inputs.Signature, options.Target, converted, options.OutputPath, (seconds + clock.Elapsed).TotalSeconds) with
        {
            Precision = NameOf(options),
            Sensitivity = options.Sensitivity ? choice.Sensitivity : null,
            MixedPrecision = choice.MixedPrecision,
        };
        var verifier = new VariantVerifier(
            plan, sessions, options.Limits, options.Threads, (done, target) =>
                progress.StageAdvanced(RunStage.Verify, done, target.ToString()), cancellation)
        {
            Guard = references.Guard,
            Scores = inputs.Scores,
            Traits = references.Traits,
            AssumedPreprocessing = inputs.AssumedPreprocessing,
            Decisions = new DecisionComparison(
                plan, sessions, inputs.Model, inputs.Signature, sessions, references.Guard, options.Threads, cancellation).Add,
            Rounding = new RoundingProbe(
                plan, sessions, options.Target, inputs.Model.Graph, references.Guard, options.Threads, cancellation)
            {
                Pixels = converter.Pixels,
            },
            Spared = references.Spared,
        };
        var verdicts = verifier.Require(converted.Path, options.Target.Format, Precision.Int8, converted.Signature, references.Sets);
        verdicts = output.Make(_ => ConversionProof.Add(converter, verdicts, converted, verifier, references.Seeded));
        var passed = verdicts.All(verdict => verdict.Gate.Passed);
        progress.StageFinished(RunStage.Verify, passed ? "passed" : "failed");
        var search = new LayerSearch(
            plan, sessions, inputs.Model, inputs.Signature, sessions, references.Guard, options.Threads, cancellation);
        var layers = output.Make(_ => search.Run(converter, converted, verdicts, references.Sets));
        result = result with
        {
            Verdicts = verdicts,
            Layers = layers,
            Data = inputs.Describe(),
            Diagnostics = [.. ofCalibration, .. inputs.Diagnostics, .. Coverage.Notes(verdicts)],
        };
        if (!passed || result.MixedPrecision is { Reached: false }) return result with { File = null };
        output.Publish();
        return result;
    }

    // What a target does not write is said before calibration.
    private static void CheckTypes(QuantizeOptions options) =>
        _ = options.Target.Quantization(Precision.Int8, new Dictionary<string, ActivationStatistics>(), Int8Of(options));

    private static Int8Options Int8Of(QuantizeOptions options) => new()
    {
        Activations = options.Activations,
        Equalization = options.Equalization,
        CorrectsBias = options.CorrectsBias,
        Boundary = options.Boundary ?? (options.Activations == ElementType.Int16 ? ElementType.Float32 : null),
    };

    /// <summary>What the result calls its precision.</summary>
    public static string NameOf(QuantizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Activations == ElementType.Int16 ? "int16x8" : Precision.Int8.Name();
    }

    /// <summary>The division that gives as many calibration samples as were asked for; null where nobody asked.</summary>
    private static Func<int, SplitOptions>? Division(QuantizeOptions options)
    {
        if (options.CalibrationSamples is not { } wanted) return null;
        if (wanted < 1) throw new OptionException("samples", $"must be at least 1, got {wanted}");
        return count => new SplitOptions
        {
            Seed = options.Input.Split.Seed,
            CalibrationShare = Math.Min(LargestShare, (double)wanted / count),
            MaxCalibrationCount = wanted,
        };
    }
}

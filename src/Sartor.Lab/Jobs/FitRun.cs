using System.Diagnostics;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Layers;
using Sartor.Lab.Selection;
using Sartor.Lab.Trials;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Results.Reports;

namespace Sartor.Lab.Jobs;

/// <summary>
/// The main job: reads a model and data, makes the variants, verifies each against the source, measures each on this machine, and
/// says which one to ship.
/// </summary>
public sealed class FitRun
{
    private readonly FitOptions _options;
    private readonly IRunProgress _progress;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;
    private readonly FitParts _parts;
    private readonly List<Diagnostic> _diagnostics = [];

    private FitRun(FitOptions options, IRunProgress progress, TimeProvider time, FitParts parts, CancellationToken cancellation)
    {
        _options = options;
        _parts = parts;
        _progress = progress;
        _time = time;
        _cancellation = cancellation;
    }

    /// <summary>Does the whole job and writes the result folder.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="time">The clock of time stamps; latencies have their own.</param>
    /// <param name="cancellation">Ends the job; nothing is left behind.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="SartorException">Model, data, options or output folder cannot be used.</exception>
    public static FitResult Run(FitOptions options, IRunProgress progress, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(time);
        return Run(options, progress, time, new FitParts(), cancellation);
    }

    /// <summary>The same with other parts.</summary>
    internal static FitResult Run(
        FitOptions options, IRunProgress progress, TimeProvider time, FitParts parts, CancellationToken cancellation)
    {
        if (options.DataPath is not null)
        {
            return options.Domains is { Range: null, Inputs.Count: 0 }
                ? new FitRun(options, progress, time, parts, cancellation).Run()
                : throw new OptionException("--range", "and --input say which random values stand for data; drop them, or drop --data");
        }
        if (options.BakesPreprocessing)
            throw new OptionException("bake-preprocessing", "needs images; give --data, or use `sartor convert`");
        if (options.WritesMetadata) throw new OptionException("metadata", "needs images; give --data, or use `sartor convert`");
        if (options.Reduction is { } reduction)
            throw new OptionException(reduction.Option, "changes what the network computes, which only data can judge; give --data");
        if (options.LabelsPath is not null) throw new OptionException("labels", "are labels of data; give --data too");
        if (options.Precisions.Contains(Precision.Int8))
            throw new OptionException("precisions", "int8 needs samples to calibrate on; give --data, or leave int8 out");
        using var samples = RandomSamples.For(options.ModelPath, options.InputShapes, options.Domains, options.Seed);
        var wanted = options.Precisions.Count > 0 ? options.Precisions : options.Target.Precisions;
        var blind = options with
        {
            DataPath = samples.Path,
            IsBlind = true,
            Precisions = [.. wanted.Where(precision => precision != Precision.Int8)],
        };
        return new FitRun(blind, progress, time, parts, cancellation).Run();
    }

    private FitResult Run()
    {
        foreach (var precision in _options.Precisions) _options.Target.Require(precision);
        using var device = DeviceCatalog.Open(_options.Device);
        // Before hours of work: a device that is not there, or an engine that it does not have.
        var profile = device.DescribeAsync(_cancellation).GetAwaiter().GetResult();
        var plan = EnginePlan.On(profile, EnginePlan.Wanted(_options.Target, _options.Engines));
        if (ReadBackRunner.StandsFor(_options.Target.Format))
            throw new OptionException(
                "--target",
                    $"no engine runs {_options.Target.Format} files, so there is nothing to measure; write them with `sartor convert`");
        var started = _time.GetUtcNow();
        var clock = Stopwatch.StartNew();
        using var folder = ResultFolder.Begin(
            _options.OutputFolder, _options.ModelPath, _options.DataPath!, _options.LabelsPath ?? _options.DataPath!);
        _progress.StageStarted(RunStage.Read, 0);
        SourceModel? described = null;
        FitConverter? lowered = null;
        // A network that cannot be converted is told before data are read.
        using var inputs = EvaluationInputs.Open(_options.Inputs, check: model =>
        {
            described = SourceModels.Of(model);
            lowered = FitConverter.Of(_options.Target, model.Graph, described, _cancellation);
        });
        var source = described!;
        RequireGoals(inputs);
        // The reference runs on this machine, whatever device its variants run on.
        using var here = new HostDevice();
        var host = _parts.Sessions(here, _cancellation);
        var isHost = device.Address == HostDevice.Name;
        PreprocessTrial.Run(plan, host, inputs, _options.Threads, _cancellation);
        if (lowered!.Converter is { } converter) Prepare(converter, inputs);
        var facts = profile.Description.ToFacts(device.Address);
        foreach (var diagnostic in inputs.Diagnostics.Concat(Notes(inputs, facts)).ToArray()) Report(diagnostic);
        var store = _options is { StoreFolder: { } place, IsPlain: true } ? _parts.Store(place, _time) : null;
        ReportNew(store);
        var steps = store is null ? null : Steps(store, inputs, source, isHost ? null : here, profile);
        _progress.StageFinished(
            RunStage.Read,
            $"{inputs.Data.Count} {(_options.IsBlind ? RandomSamples.Name : "samples")}: "
                + $"{inputs.Split.CalibrationIds.Count} for calibration, {inputs.Split.HeldOutIds.Count} held out");

        var made = new FitVariants(plan, host, inputs, source, _options, _progress, folder.Staging, _cancellation) { Steps = steps }
            .Make(lowered!);
        lowered = null;
        var (answers, sourceReusedFromUtc) = Reference(plan, host, inputs, steps);
        using var references = answers;
        foreach (var diagnostic in inputs.Diagnostics.Except(_diagnostics).ToArray()) Report(diagnostic);
        var sessions = _parts.Sessions(device, _cancellation);
        var verifier = new FitVerifier(plan, sessions, isHost, references, inputs.Scores, _options, _progress, _cancellation)
        {
            Steps = steps,
            AssumedPreprocessing = inputs.AssumedPreprocessing,
            Rounding = new RoundingProbe(
                plan, host, _options.Target, inputs.Model.Graph, references.Guard, _options.Threads, _cancellation)
            {
                Pixels = inputs.Signature.Pixels,
            },
            Decisions = new DecisionComparison(
                plan, host, inputs.Model, inputs.Signature, sessions, references.Guard, _options.Threads, _cancellation).Add,
            IsQuantizedSource = ModelConverter.IsQuantized(inputs.Model.Graph),
            SourceFault = RuntimeCheck.Of(inputs.Model.Graph),
        };
        RequireOne(made, inputs, references.Scores);
        LabelCheck.Require(inputs, references.Scores, _options.Limits);
        var variants = verifier.Verify(made);
        variants = new FitTrials(plan, inputs, _options, _progress, _time, _cancellation)
        {
            Steps = steps,
            Launch = _parts.Launches(device, FitTrials.Protocol(_options)),
            Profile = _parts.Profiles(device, _options.Threads),
            Device = facts,
        }.Measure(variants);
        ReportNew(store);

        variants = new FitLayers(
            new LayerSearch(
                plan, host, inputs.Model, inputs.Signature, sessions, references.Guard, _options.Threads, _cancellation),
            inputs.Model, references.Sets.First(set => set.Name == ReferenceSet.HeldOut), _progress)
        { Steps = steps }.Compare(variants);
        _progress.StageStarted(RunStage.Report, 0);
        var results = variants.Select(variant => Described(variant, inputs.Signature)).ToArray();
        var (pareto, recommendation) = Recommender.Recommend(results, _options.Constraints);
        var result = new FitResult
        {
            SartorVersion = SourceModels.SartorVersion,
            Command = _options.Command,
            StartedUtc = started,
            ElapsedSeconds = clock.Elapsed.TotalSeconds,
            Source = source,
            Data = Describe(inputs) with { Thumbnails = FitPictures.Of(inputs.Data, results, recommendation.Pick) },
            Device = facts,
            Protocol = FitTrials.Protocol(_options).ToFacts(profile.Worker.ClockHz),
            Variants = results,
            SourceReusedFromUtc = sourceReusedFromUtc,
            Pareto = pareto,
            Recommendation = recommendation,
            Diagnostics = _diagnostics,
        };
        Write(result, folder, steps);
        _progress.StageFinished(RunStage.Report, Path.Combine(folder.Location, ResultFolder.ReportFile));
        return result;
    }

    private void Prepare(ModelConverter converter, EvaluationInputs inputs)
    {
        converter.Reduction = _options.Reduction;
        if (_options.BakesPreprocessing) converter.Pixels = inputs.TakePixels(_options.InputSize);
        if (_options.WritesMetadata)
            converter.Task = TaskFacts.Of(inputs.Model.Graph, inputs.Image(), _options.ClassNames, inputs.Data.ClassNames);
    }

    private static VariantResult Described(FitVariant variant, ModelSignature source) => FitPlacements.Of(variant) with
    {
        Inputs = variant.Signature is { } takes ? TensorMappings.Describe(takes.Inputs, source.Inputs) : [],
        Outputs = variant.Signature is { } gives ? TensorMappings.Describe(gives.Outputs, source.Outputs) : [],
    };

    private DataUse Describe(EvaluationInputs inputs) =>
        _options.IsBlind ? inputs.Describe() with { Name = RandomSamples.Name } : inputs.Describe();

    private IEnumerable<Diagnostic> Notes(EvaluationInputs inputs, DeviceFacts device) =>
    [
        .. _options.IsBlind
            ? [RunNotes.NoData]
            : RunNotes.OfSamples(inputs, _options.Precisions.Count > 0 ? _options.Precisions : _options.Target.Precisions),
        .. RunNotes.OfMeasurement(device, _options.Threads, _options.Quick),
    ];

    // A limit of the other kind of score cannot be kept, whatever is measured.
    private void RequireGoals(EvaluationInputs inputs)
    {
        if (inputs.Scores.Scores is not [{ } first, ..]) return;
        if (_options.Constraints.MaxError is not null && first.Kind == ScoreKind.Share)
            throw new OptionException(
                "max-error", $"limits an error, and '{first.Name}' is a share of right answers; give --min-accuracy or --max-drop");
        if (_options.Constraints.MinScore is not null && first.Kind == ScoreKind.Error)
            throw new OptionException(
                "min-accuracy", $"limits a share of right answers, and '{first.Name}' is an error; give --max-error or --max-drop");
    }

    // Labels are no matter where there is nothing to compare with the source.
    private void RequireOne(IReadOnlyList<FitVariant> made, EvaluationInputs inputs, IReadOnlyList<ScoreResult> scores)
    {
        if (made.Any(v => v.Result.Name != VariantResult.SourceName && v.Path is not null)) return;
        // What the runtime computes wrongly tells nothing of the labels.
        if (RuntimeCheck.Of(inputs.Model.Graph) is not null) return;
        if (!scores.Any(score => VerificationJudge.Guesses(score, _options.Limits))) return;
        var reason = made.FirstOrDefault(v => v.Result.Reason is not null)?.Result.Reason ?? "no precision was asked for";
        reason = reason.Replace($"{Path.GetFileName(_options.ModelPath)}: ", "", StringComparison.Ordinal).TrimEnd('.');
        throw new UnsupportedModelException(_options.ModelPath, null, $"no variant could be made: {reason}");
    }

    private FitSteps Steps(ITrialStore store, EvaluationInputs inputs, SourceModel source, HostDevice? here, DeviceProfile profile)
    {
        var host = here?.DescribeAsync(_cancellation).GetAwaiter().GetResult() ?? profile;
        return new FitSteps(
            new FitKeys(inputs, source, _options, host, profile), new StepCache(store, !_options.Fresh, _time), _options.ReuseMeasurements);
    }

    /// <exception cref="OutputException">There is no room, or no place; the message says whether the measurements are lost.</exception>
    private static void Write(FitResult result, ResultFolder folder, FitSteps? steps)
    {
        try
        {
            folder.Write(result);
            ReportPage.Write(result, Path.Combine(folder.Staging, ResultFolder.ReportFile));
            folder.Publish();
        }
        catch (OutputException e) when (steps is { KeepsMeasurements: true })
        {
            throw new OutputException(
                e.File, $"{e.Problem}; the measurements are kept; run the same command with --reuse-measurements", e);
        }
    }

    private (SourceReferences References, DateTimeOffset? MadeUtc) Reference(
        EnginePlan plan, IModelSessions host, EvaluationInputs inputs, FitSteps? steps)
    {
        _progress.StageStarted(RunStage.Verify, inputs.Split.HeldOutIds.Count + inputs.Split.CalibrationIds.Count);
        SourceReferences Run(IModelSessions sessions) => SourceReferences.Run(
            plan, sessions, inputs, inputs.Split.HeldOutIds.Items, inputs.Split.CalibrationIds.Items, _options.Seed, _options.Threads,
            done => _progress.StageAdvanced(RunStage.Verify, done, "source"), _cancellation);
        return steps?.Reference(host, plan.Reference(inputs.Model.Format.Name), Run) ?? (Run(host), null);
    }

    private void ReportNew(ITrialStore? store)
    {
        foreach (var diagnostic in store?.Diagnostics.Except(_diagnostics).ToArray() ?? []) Report(diagnostic);
    }

    private void Report(Diagnostic diagnostic)
    {
        _diagnostics.Add(diagnostic);
        _progress.Reported(diagnostic);
    }
}

using System.Diagnostics;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Selection;
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
    private readonly List<Diagnostic> _diagnostics = [];

    private FitRun(FitOptions options, IRunProgress progress, TimeProvider time, CancellationToken cancellation)
    {
        _options = options;
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
        return new FitRun(options, progress, time, cancellation).Run();
    }

    private FitResult Run()
    {
        foreach (var precision in _options.Precisions) _options.Target.Require(precision);
        using var device = DeviceCatalog.Open(_options.Device);
        // Before hours of work: a device that is not there, or an engine that it does not have.
        var profile = device.DescribeAsync(_cancellation).GetAwaiter().GetResult();
        var plan = EnginePlan.On(profile, _options.Engines);
        var started = _time.GetUtcNow();
        var clock = Stopwatch.StartNew();
        using var folder = ResultFolder.Begin(_options.OutputFolder, _options.ModelPath, _options.DataPath, _options.LabelsPath ?? _options.DataPath);
        _progress.StageStarted(RunStage.Read, 0);
        using var inputs = EvaluationInputs.Open(_options.Inputs);
        foreach (var diagnostic in inputs.Diagnostics) Report(diagnostic);
        var source = SourceModels.Of(inputs.Model);
        // The reference runs on this machine, whatever device its variants run on.
        using var here = new HostDevice();
        var host = new WorkerSessions(here, _cancellation);
        _progress.StageFinished(RunStage.Read, $"{inputs.Data.Count} samples: {inputs.Split.CalibrationIds.Count} for calibration, {inputs.Split.HeldOutIds.Count} held out");

        var made = new FitVariants(plan, host, inputs, source, _options, _progress, folder.Staging, _cancellation).Make();
        using var references = Reference(plan, host, inputs);
        foreach (var diagnostic in inputs.Diagnostics.Except(_diagnostics).ToArray()) Report(diagnostic);
        var isHost = device.Address == HostDevice.Name;
        var verifier = new FitVerifier(plan, new WorkerSessions(device, _cancellation), isHost, references, inputs.Scores, _options, _progress, _cancellation);
        verifier.CheckLabels(_options.DataPath);
        var variants = verifier.Verify(made);
        variants = new FitTrials(plan, inputs, device, _options, _progress, _time, _cancellation).Measure(variants);

        _progress.StageStarted(RunStage.Report, 0);
        var results = variants.Select(v => v.Result).ToArray();
        var (pareto, recommendation) = Recommender.Recommend(results, _options.Constraints);
        var result = new FitResult
        {
            SartorVersion = SourceModels.SartorVersion,
            StartedUtc = started,
            ElapsedSeconds = clock.Elapsed.TotalSeconds,
            Source = source,
            Data = inputs.Describe(),
            Device = profile.Description.ToFacts(device.Address),
            Protocol = FitTrials.Protocol(_options).ToFacts(profile.Worker.ClockHz),
            Variants = results,
            Pareto = pareto,
            Recommendation = recommendation,
            Diagnostics = _diagnostics,
        };
        folder.Write(result);
        ReportPage.Write(result, Path.Combine(folder.Staging, ResultFolder.ReportFile));
        folder.Publish();
        _progress.StageFinished(RunStage.Report, Path.Combine(folder.Location, ResultFolder.ReportFile));
        return result;
    }

    private SourceReferences Reference(EnginePlan plan, WorkerSessions host, EvaluationInputs inputs)
    {
        _progress.StageStarted(RunStage.Verify, inputs.Split.HeldOutIds.Count + inputs.Split.CalibrationIds.Count);
        return SourceReferences.Run(
            plan, host, inputs, inputs.Split.HeldOutIds.Items, inputs.Split.CalibrationIds.Items, _options.Seed, _options.Threads,
            done => _progress.StageAdvanced(RunStage.Verify, done, "source"), _cancellation);
    }

    private void Report(Diagnostic diagnostic)
    {
        _diagnostics.Add(diagnostic);
        _progress.Reported(diagnostic);
    }
}

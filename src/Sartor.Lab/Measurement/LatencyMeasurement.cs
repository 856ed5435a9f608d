using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Results.Records;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Measurement;

/// <summary>
/// Measures trials in a worker process, each model loaded anew, so that first inference, load time and peak memory are its own.
/// Whatever goes wrong in native code is the trial's outcome; the next trial gets a new worker.
/// </summary>
public sealed class LatencyMeasurement
{
    private readonly EngineWorker _worker;
    private readonly MeasurementProtocol _protocol;
    private readonly DeviceDescription _device;
    private readonly double _clockStepNs = ClockStep.MeasureNs();

    /// <param name="worker">Runs the models; stays the caller's.</param>
    /// <param name="protocol">The same for all trials.</param>
    /// <param name="device">The machine that the worker runs on.</param>
    /// <exception cref="OptionException">The protocol contradicts itself.</exception>
    public LatencyMeasurement(EngineWorker worker, MeasurementProtocol protocol, DeviceDescription device)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(device);
        if (protocol.Problem() is { } problem) throw new OptionException("measurement", problem);
        (_worker, _protocol, _device) = (worker, protocol, device);
    }

    /// <summary>Loads, warms up and measures one variant.</summary>
    /// <exception cref="ModelFormatException">The variant's file is not there or cannot be read.</exception>
    /// <exception cref="OptionException">There is no such engine, or it has no such delegate.</exception>
    public async Task<TrialOutcome> RunAsync(TrialRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var engine = InferenceEngines.Get(request.Engine);
        var delegateName = request.Delegate ?? engine.Delegates[0];
        if (!engine.Delegates.Contains(delegateName))
            throw new OptionException("delegate", $"{engine.Name} has no delegate '{delegateName}'; it has {string.Join(", ", engine.Delegates)}");

        var availability = await _worker.ProbeAsync(engine.Name, cancellation).ConfigureAwait(false);
        var version = availability.Value?.Version ?? "";
        var trial = new TrialOutcome
        {
            Id = TrialId.For(Hash(request), engine.Name, version, _device, delegateName, request.Optimization.ToString(), _protocol),
            Engine = engine.Name,
            EngineVersion = version,
            Delegate = delegateName,
            Status = TrialStatus.Refused,
        };
        if (!availability.IsSuccess) return Failed(trial, availability.Failure);
        if (availability.Value.Problem is { } problem) return trial with { Reason = $"{engine.Name} is not available: {problem}" };
        return await LoadAndMeasureAsync(trial, request, cancellation).ConfigureAwait(false);
    }

    private async Task<TrialOutcome> LoadAndMeasureAsync(TrialOutcome trial, TrialRequest request, CancellationToken cancellation)
    {
        var options = new EngineOptions { Threads = _protocol.Threads, Delegate = trial.Delegate, Optimization = request.Optimization };
        var loaded = await _worker.LoadAsync(trial.Engine, request.ModelPath, options, cancellation).ConfigureAwait(false);
        if (!loaded.IsSuccess) return Failed(trial, loaded.Failure);
        trial = trial with { Proof = loaded.Value.Proof };
        // A number under the name of a delegate that did not run would be a false one.
        if (trial.Proof.ActualDelegate != trial.Delegate)
            return trial with { Reason = $"the delegate '{trial.Delegate}' executes no node of this model, '{trial.Proof.ActualDelegate}' does ({trial.Proof.Evidence.TrimEnd('.')}); measure that one" };

        var measured = await _worker.MeasureAsync(request.Inputs, ToOptions(_protocol), cancellation).ConfigureAwait(false);
        if (!measured.IsSuccess) return Failed(trial, measured.Failure);
        var series = new LatencySeries(
            measured.Value.SamplesNs, measured.Value.WarmUpNs, measured.Value.FirstInferenceNs, measured.Value.LoadNs, measured.Value.PeakRssBytes, _clockStepNs);
        return trial with { Status = TrialStatus.Measured, Series = series, Summary = SeriesSummary.Of(series) };
    }

    private static TrialOutcome Failed(TrialOutcome trial, WorkerFailure failure) => trial with
    {
        Status = failure.Kind == WorkerFailureKind.Refused ? TrialStatus.Refused : TrialStatus.Failed,
        FailureKind = failure.Kind,
        Reason = failure.Message,
    };

    private static MeasureOptions ToOptions(MeasurementProtocol protocol) => new()
    {
        WarmUpMinRuns = protocol.WarmUpMinRuns,
        WarmUpMinTime = TimeSpan.FromSeconds(protocol.WarmUpMinSeconds),
        MinRuns = protocol.MinRuns,
        MinTime = TimeSpan.FromSeconds(protocol.MinSeconds),
        MaxRuns = protocol.MaxRuns,
        MaxTime = TimeSpan.FromSeconds(protocol.MaxSeconds),
    };

    private static string Hash(TrialRequest request)
    {
        // Says what is wrong with a path in the same words as the readers do.
        using (SlicedFile.Open(request.ModelPath))
        {
        }
        return request.Sha256 ?? ModelFile.Sha256(request.ModelPath);
    }
}

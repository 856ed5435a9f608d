using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Trials;
using Sartor.Results.Records;
using Sartor.Results.Statistics;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Measurement;

/// <summary>
/// Measures one launch of a trial in a worker process, the model loaded anew, so that first inference, load time and peak memory are its
/// own. Whatever goes wrong in native code is the launch's outcome; the worker starts again for the next one.
/// </summary>
internal sealed class LatencyMeasurement
{
    private readonly EngineWorker _worker;
    private readonly MeasurementProtocol _protocol;
    private readonly IDevice _device;

    /// <param name="worker">A worker of the device; stays the caller's.</param>
    /// <param name="protocol">The same for all trials.</param>
    /// <param name="device">Has the engines, the clock and the models.</param>
    /// <exception cref="OptionException">The protocol contradicts itself.</exception>
    public LatencyMeasurement(EngineWorker worker, MeasurementProtocol protocol, IDevice device)
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
    public async Task<LaunchOutcome> RunAsync(TrialRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var profile = await _device.DescribeAsync(cancellation).ConfigureAwait(false);
        var engine = profile.Engine(request.Engine);
        var delegateName = request.Delegate ?? engine.Delegates[0];
        if (!engine.Delegates.Contains(delegateName))
        {
            var known = string.Join(", ", engine.Delegates);
            throw new OptionException("delegate", $"{engine.Name} has no delegate '{delegateName}'; it has {known}");
        }

        var pinned = _protocol.Cpus is { } cpus ? await _worker.PinAsync(cpus, cancellation).ConfigureAwait(false) : null;
        var availability = await _worker.ProbeAsync(engine.Name, cancellation).ConfigureAwait(false);
        var version = availability.Value?.Version ?? "";
        var subject = request.Subject(Hash(request), delegateName, version);
        var trial = new LaunchOutcome
        {
            Id = TrialId.For(subject, profile.Description.ToFacts(_device.Address), _protocol.ToFacts(profile.Worker.ClockHz)),
            Engine = engine.Name,
            EngineVersion = version,
            Delegate = delegateName,
            Optimization = subject.Optimization,
            InputSha256 = subject.InputSha256,
            Status = TrialStatus.Refused,
        };
        if (pinned is { IsSuccess: false }) return Failed(trial, pinned.Failure);
        if (!availability.IsSuccess) return Failed(trial, availability.Failure);
        if (availability.Value.Problem is { } problem) return trial with { Reason = $"{engine.Name} is not available: {problem}" };
        return await LoadAndMeasureAsync(trial, request, profile.Worker.ClockStepNs, cancellation).ConfigureAwait(false);
    }

    private async Task<LaunchOutcome> LoadAndMeasureAsync(
        LaunchOutcome trial, TrialRequest request, double? clockStepNs, CancellationToken cancellation)
    {
        var options = new EngineOptions { Threads = _protocol.Threads, Delegate = trial.Delegate, Optimization = request.Optimization };
        var path = await _device.PutAsync(request.ModelPath, cancellation).ConfigureAwait(false);
        var loaded = await _worker.LoadAsync(trial.Engine, path, options, cancellation).ConfigureAwait(false);
        // Where a model lies on its device is the device's own business.
        if (!loaded.IsSuccess)
            return Failed(
                trial, loaded.Failure with { Message = loaded.Failure.Message.Replace(path, request.ModelPath, StringComparison.Ordinal) });
        trial = trial with { Delegation = loaded.Value.Delegation };
        // A number under the name of a delegate that did not run would be a false one.
        if (trial.Delegation.ActualDelegate != trial.Delegate)
        {
            return trial with
            {
                Reason = $"{trial.Delegate} took none of the model's nodes, so built-in kernels ran; "
                    + $"measure {trial.Engine}/{trial.Delegation.ActualDelegate} instead",
            };
        }

        var measured = await _worker.MeasureAsync(request.Inputs, ToOptions(_protocol), cancellation).ConfigureAwait(false);
        if (!measured.IsSuccess) return Failed(trial, measured.Failure);
        // An engine, or a system that moves programs, may have other cores in mind.
        if (_protocol.Cpus is { } cpus && measured.Value.Cpus != cpus)
        {
            return trial with
            {
                Reason = $"it was to run on cores {cpus}, and afterwards it might run on {measured.Value.Cpus ?? "unknown ones"}",
            };
        }
        double[] samples = [.. measured.Value.SamplesNs.Select(ns => (double)ns)];
        return trial with
        {
            Status = TrialStatus.Measured,
            Measured = measured.Value,
            Flags = [.. SeriesCheck.Run(samples, clockStepNs / measured.Value.RunsPerSample)],
        };
    }

    private LaunchOutcome Failed(LaunchOutcome trial, WorkerFailure failure) => trial with
    {
        Status = failure.Kind == WorkerFailureKind.Refused ? TrialStatus.Refused : TrialStatus.Failed,
        FailureKind = failure.Kind,
        Reason = failure.Kind != WorkerFailureKind.Refused && DeviceFailure.NameOf(_device.Address) is { } device
            ? $"{device}: {failure.Message}"
            : failure.Message,
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

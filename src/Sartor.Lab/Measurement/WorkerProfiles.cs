using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Measurement;

/// <summary>Profiles trials on a device, each in a worker process of its own.</summary>
internal static class WorkerProfiles
{
    /// <summary>The profiles of a device; each ends after about 20 runs or half a second.</summary>
    /// <param name="device">Has the engines and the models; stays the caller's.</param>
    /// <param name="threads">Threads of an engine.</param>
    /// <param name="cpus">The cores of a worker; null for those that the system chooses.</param>
    public static ProfileTrial On(IDevice device, int threads, string? cpus) => async (request, cancellation) =>
    {
        var target = new EngineTarget(request.Engine, request.Delegate!);
        try
        {
            using var worker = device.OpenWorker(request.Limits);
            if (cpus is not null && await worker.PinAsync(cpus, cancellation).ConfigureAwait(false) is { IsSuccess: false } pinned)
                return NodeProfile.Missing(target, pinned.Failure.Message);
            return await RunAsync(device, worker, target, request, threads, cancellation).ConfigureAwait(false);
        }
        catch (SartorException e)
        {
            return NodeProfile.Missing(target, e.Message);
        }
    };

    /// <summary>Those on cores that the system chooses.</summary>
    public static ProfileTrial On(IDevice device, int threads) => On(device, threads, null);

    private static async Task<NodeProfile> RunAsync(
        IDevice device, EngineWorker worker, EngineTarget target, TrialRequest request, int threads, CancellationToken cancellation)
    {
        var path = await device.PutAsync(request.ModelPath, cancellation).ConfigureAwait(false);
        var options = new EngineOptions
        {
            Threads = threads,
            Delegate = target.Delegate,
            Optimization = request.Optimization,
            Profiles = true,
        };
        var loaded = await worker.LoadAsync(target.Engine, path, options, cancellation).ConfigureAwait(false);
        // Where a model lies on its device is the device's own business.
        if (!loaded.IsSuccess)
            return NodeProfile.Missing(target, loaded.Failure.Message.Replace(path, request.ModelPath, StringComparison.Ordinal));
        var profile = await worker.ProfileAsync(request.Inputs, new ProfileLimits(), cancellation).ConfigureAwait(false);
        return profile.IsSuccess ? Of(target, profile.Value) : NodeProfile.Missing(target, profile.Failure.Message);
    }

    private static NodeProfile Of(EngineTarget target, ExecutionProfile profile)
    {
        if (profile.Problem is { } problem) return NodeProfile.Missing(target, problem);
        var sum = profile.Steps.Sum(step => step.MedianNs);
        return new NodeProfile
        {
            Target = target,
            Runs = profile.Runs,
            RunNs = profile.RunNs,
            Evidence = profile.Evidence,
            Steps = [.. profile.Steps.Select(step => new ProfiledStep
            {
                Kernel = step.Kernel,
                Delegate = step.Delegate,
                MedianNs = step.MedianNs,
                Share = sum > 0 ? step.MedianNs / sum : null,
                Nodes = [.. step.Nodes.Select(node => new ProfiledNode { Kernel = node.Kernel, Output = node.Output, Name = node.Name })],
            })],
        };
    }
}

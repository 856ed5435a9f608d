using Sartor.Core;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Measurement;

/// <summary>Launches trials on this machine, each in a worker process of its own.</summary>
public static class WorkerLaunches
{
    /// <summary>The launches of a protocol on a device.</summary>
    /// <exception cref="OptionException">The protocol contradicts itself.</exception>
    public static LaunchTrial On(DeviceDescription device, MeasurementProtocol protocol) => async (request, cancellation) =>
    {
        using var worker = new EngineWorker();
        return await new LatencyMeasurement(worker, protocol, device).RunAsync(request, cancellation).ConfigureAwait(false);
    };
}

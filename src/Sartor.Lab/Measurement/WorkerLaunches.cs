using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Measurement;

/// <summary>Launches trials on a device, each in a worker process of its own.</summary>
internal static class WorkerLaunches
{
    /// <summary>The launches of a protocol on a device.</summary>
    /// <exception cref="OptionException">The protocol contradicts itself.</exception>
    public static LaunchTrial On(IDevice device, MeasurementProtocol protocol) => async (request, cancellation) =>
    {
        using var worker = device.OpenWorker(request.Limits);
        return await new LatencyMeasurement(worker, protocol, device).RunAsync(request, cancellation).ConfigureAwait(false);
    };
}

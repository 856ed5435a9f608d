using Sartor.Results.Records;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Devices;

/// <summary>How devices are doing.</summary>
internal static class DeviceStates
{
    /// <summary>Asks a device; null where it does not say: a browser, a worker of an older version.</summary>
    /// <param name="device">The device.</param>
    /// <param name="time">The clock of the time stamp.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="Core.DeviceException">It does not answer.</exception>
    public static async Task<DeviceStateFacts?> AskAsync(IDevice device, TimeProvider time, CancellationToken cancellation = default)
    {
        var answer = await device.Keeper.StateAsync(cancellation).ConfigureAwait(false);
        if (answer.IsSuccess) return ToFacts(answer.Value, time.GetUtcNow());
        return answer.Failure.Kind == WorkerFailureKind.Refused ? null : throw DeviceFailure.Of(device.Address, answer.Failure);
    }

    private static DeviceStateFacts ToFacts(DeviceState state, DateTimeOffset now) => new()
    {
        TimeUtc = now,
        UptimeSeconds = state.UptimeSeconds,
        LoadAverage = state.LoadAverage,
        MemoryTotalBytes = state.MemoryTotalBytes,
        MemoryFreeBytes = state.MemoryFreeBytes,
        MemoryAvailableBytes = state.MemoryAvailableBytes,
        MemoryCachedBytes = state.MemoryCachedBytes,
        Clusters = [.. state.Clusters.Select(c => new CoreClusterFacts(c.Cores, c.Governor, c.Khz, c.MinKhz, c.MaxKhz))],
        ThermalZones = [.. state.Zones.Select(zone => new ThermalZoneFacts(zone.Type, zone.MilliCelsius / 1e3))],
        Battery = state.Battery is not { } battery ? null : new BatteryFacts(
            battery.Status, battery.Percent, battery.MicroAmperes, battery.MicroVolts, battery.MicroAmpereHours, battery.MicroWattHours,
            battery.MilliCelsius / 1e3),
        PowerSources = state.PowerSources,
        Model = state.Model,
        Soc = state.Soc,
        Abi = state.Abi,
        Build = state.Build,
    };
}

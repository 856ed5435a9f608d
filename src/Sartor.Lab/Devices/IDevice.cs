using Sartor.Core;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>
/// A machine that models run on. Nothing above knows whether it is this one, a board or a phone: engines, delegates, clock and
/// description are what the device says of itself. A device touches only processes and files that it made; when it is disposed of, they
/// are gone. Not thread-safe.
/// </summary>
public interface IDevice : IDisposable
{
    /// <summary>As <c>--device</c> takes it: <c>host</c>, <c>exec:COMMAND</c>.</summary>
    string Address { get; }

    /// <summary>What the device says of itself; asked once and kept.</summary>
    /// <exception cref="DeviceException">It cannot be reached, or does not speak the worker protocol.</exception>
    Task<DeviceProfile> DescribeAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Puts a model where the device's workers can load it, unless it is there already; it stays until the device is disposed of.
    /// </summary>
    /// <param name="modelPath">The model on this machine; files that it needs beside it go with it.</param>
    /// <param name="cancellation">Ends the transfer.</param>
    /// <returns>Its path for <see cref="EngineWorker.LoadAsync"/>.</returns>
    /// <exception cref="DeviceException">The device cannot be reached or has no place for it.</exception>
    /// <exception cref="ModelFormatException">A file is not there or cannot be read.</exception>
    Task<string> PutAsync(string modelPath, CancellationToken cancellation = default);

    /// <summary>Whether its screen is on; null where it has none, or does not say.</summary>
    /// <exception cref="DeviceException">It cannot be reached.</exception>
    Task<bool?> IsScreenOnAsync(CancellationToken cancellation = default) => Task.FromResult<bool?>(null);

    /// <summary>A worker that stays with the device, for questions between measurements; it ends with the device.</summary>
    EngineWorker Keeper { get; }

    /// <summary>A worker of the device, which is the caller's to dispose of. Its process is started by its first request.</summary>
    /// <param name="limits">Its <see cref="EngineWorkerOptions.MemoryLimitBytes"/> and <see cref="EngineWorkerOptions.Deadline"/> are kept;
    /// null for the device's own.</param>
    EngineWorker OpenWorker(EngineWorkerOptions? limits = null);
}

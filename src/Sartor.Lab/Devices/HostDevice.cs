using Sartor.Core;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>This machine: workers are the program beside this one, and load models where they lie.</summary>
public sealed class HostDevice : IDevice
{
    /// <summary>Its address.</summary>
    public const string Name = "host";

    private DeviceProfile? _profile;
    private EngineWorker? _keeper;

    public string Address => Name;

    public EngineWorker Keeper => _keeper ??= OpenWorker();

    public async Task<DeviceProfile> DescribeAsync(CancellationToken cancellation = default)
    {
        if (_profile is not null) return _profile;
        using var worker = OpenWorker();
        return _profile = await DeviceProfile.AskAsync(Address, worker, cancellation).ConfigureAwait(false);
    }

    public Task<string> PutAsync(string modelPath, CancellationToken cancellation = default) => Task.FromResult(modelPath);

    /// <exception cref="OutputException">There is no folder for temporary files, which engines need.</exception>
    public EngineWorker OpenWorker(EngineWorkerOptions? limits = null)
    {
        _ = ScratchFolder.Location;
        return new EngineWorker(new EngineWorkerOptions
        {
            MemoryLimitBytes = limits?.MemoryLimitBytes ?? MemoryLimit.OfThisMachine,
            Deadline = limits?.Deadline ?? new EngineWorkerOptions().Deadline,
        });
    }

    public void Dispose()
    {
        _keeper?.Dispose();
        _keeper = null;
    }
}

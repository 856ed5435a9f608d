using Sartor.Lab.Devices;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Devices;

/// <summary>A device as somebody may add one: this machine, with workers that give way to everything else.</summary>
internal sealed class PoliteDevice(string address) : IDevice
{
    private DeviceProfile? _profile;
    private EngineWorker? _keeper;

    public string Address => address;

    public EngineWorker Keeper => _keeper ??= OpenWorker();

    public async Task<DeviceProfile> DescribeAsync(CancellationToken cancellation = default)
    {
        if (_profile is not null) return _profile;
        await using var worker = OpenWorker();
        return _profile = await DeviceProfile.AskAsync(address, worker, cancellation);
    }

    public Task<string> PutAsync(string modelPath, CancellationToken cancellation = default) => Task.FromResult(modelPath);

    public EngineWorker OpenWorker(EngineWorkerOptions? limits = null) => new((limits ?? new EngineWorkerOptions()) with
    {
        Command = new WorkerCommand("/usr/bin/nice", ["-n", "1", Path.Combine(AppContext.BaseDirectory, "sartor-worker")]),
    });

    public void Dispose() => _keeper?.Dispose();
}

using Sartor.Lab.Devices;
using Sartor.Workers.Client;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>
/// The device of a lane, kept from trial to trial: to reach a board and look for its worker takes longer than many a measurement. After
/// so many trials, and after each fault, it is left and opened anew, so that nothing piles up in what runs there.
/// </summary>
/// <param name="address">As <c>--device</c> takes it.</param>
/// <param name="trials">How many it is kept for.</param>
internal sealed class LaneDevice(string address, int trials) : IDisposable
{
    private IDevice? _device;
    private int _used;

    /// <summary>The device for one more trial, which may dispose of it without an effect.</summary>
    /// <exception cref="Core.SartorException">It cannot be opened.</exception>
    public IDevice Next()
    {
        if (_used >= trials) Drop();
        _used++;
        return new Kept(_device ??= DeviceCatalog.Open(address));
    }

    /// <summary>Whether the device of the last trial served others before.</summary>
    public bool WasUsed => _used > 1;

    /// <summary>Leaves the device, with the workers and files that are its own.</summary>
    public void Drop()
    {
        _device?.Dispose();
        (_device, _used) = (null, 0);
    }

    public void Dispose() => Drop();

    private sealed class Kept(IDevice device) : IDevice, IAndroidDevice
    {
        public string Address => device.Address;

        public IRemoteShell? Android => (device as IAndroidDevice)?.Android;

        public EngineWorker Keeper => device.Keeper;

        public Task<DeviceProfile> DescribeAsync(CancellationToken cancellation = default) => device.DescribeAsync(cancellation);

        public Task<string> PutAsync(string modelPath, CancellationToken cancellation = default) =>
            device.PutAsync(modelPath, cancellation);

        public Task<bool?> IsScreenOnAsync(CancellationToken cancellation = default) => device.IsScreenOnAsync(cancellation);

        public EngineWorker OpenWorker(EngineWorkerOptions? limits = null) => device.OpenWorker(limits);

        public void Dispose()
        {
            // The lane's.
        }
    }
}

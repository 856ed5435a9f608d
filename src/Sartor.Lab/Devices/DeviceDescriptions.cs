using Sartor.Results.Records;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Devices;

/// <summary>From what a machine says of itself to what a result states.</summary>
public static class DeviceDescriptions
{
    /// <param name="device">The machine.</param>
    /// <param name="address">As <c>--device</c> takes it.</param>
    public static DeviceFacts ToFacts(this DeviceDescription device, string address)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new DeviceFacts
        {
            Address = address,
            Cpu = device.Cpu,
            CpuFeatures = device.CpuFeatures,
            Cores = device.Cores,
            MemoryBytes = device.MemoryBytes,
            Os = device.Os,
            Kernel = device.Kernel,
            Architecture = device.Architecture,
        };
    }
}

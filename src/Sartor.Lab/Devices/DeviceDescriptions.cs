using System.Text.RegularExpressions;
using Sartor.Results.Records;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Devices;

/// <summary>From what a machine says of itself to what a result states.</summary>
internal static partial class DeviceDescriptions
{
    /// <param name="device">The machine.</param>
    /// <param name="address">As <c>--device</c> takes it; folders in it are left out, since a result may be published.</param>
    public static DeviceFacts ToFacts(this DeviceDescription device, string address)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new DeviceFacts
        {
            Address = WithoutFolders(address),
            Cpu = device.Cpu,
            CpuFeatures = device.CpuFeatures,
            Cores = device.Cores,
            MemoryBytes = device.MemoryBytes,
            Os = device.Os,
            Kernel = device.Kernel,
            Architecture = device.Architecture,
            Governor = device.Governor,
        };
    }

    /// <summary>An address as it may be published.</summary>
    public static string WithoutFolders(string address) => Folders().Replace(address, "");

    [GeneratedRegex(@"(?<![^\s:'""=])(?:[A-Za-z]:)?[/\\](?:[^/\\\s'""]+[/\\])*", RegexOptions.CultureInvariant)]
    private static partial Regex Folders();
}

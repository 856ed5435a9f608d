using Sartor.Core;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>From the failure of a worker to the one sentence about its device.</summary>
internal static class DeviceFailure
{
    private const int LongestLine = 200;

    /// <summary>How a message about a worker names its device, without folders; null for this machine.</summary>
    public static string? NameOf(string address) => address == HostDevice.Name ? null : DeviceDescriptions.WithoutFolders(address);

    /// <summary>What happened, with the last thing that the worker printed.</summary>
    public static DeviceException Of(string address, WorkerFailure failure)
    {
        var last = failure.StandardErrorTail.LastOrDefault(line => line.Length > 0);
        if (last?.Length > LongestLine) last = $"{last.AsSpan(0, LongestLine)}…";
        var printed = last is null ? "" : $"; it printed: {last.TrimEnd('.')}";
        return new DeviceException(address, $"{failure.Message.TrimEnd('.')}{printed}");
    }
}

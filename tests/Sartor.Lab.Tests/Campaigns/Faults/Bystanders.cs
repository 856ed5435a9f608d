using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Lab.Tests.Devices;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>
/// What belongs to somebody else and has to live on: an adb server, a device, an emulator, programs that have the names of ours.
/// </summary>
internal sealed class Bystanders : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _sleepers = [];
    private readonly Bystander? _server;
    private readonly AdbDaemon? _device;
    private readonly VirtualDevice? _avd;
    private readonly Process? _emulator;

    public Bystanders()
    {
        foreach (var name in new[] { "adb", "adbd", "sartor-worker", "sartor", "emulator", "qemu-system-x86_64", "ssh" })
        {
            var program = Path.Combine(_folder.Path, name);
            File.Copy("/bin/sleep", program);
            _sleepers.Add(Process.Start(program, ["3600"]));
        }
        if (VirtualDevice.Problem is not null) return;
        _server = new Bystander();
        _device = new AdbDaemon();
        Bystander.Ask(_server.Port, $"host:connect:{_device.Serial}");
        _avd = new VirtualDevice();
        _emulator = _avd.StartForOthersAsync(_server.Port).GetAwaiter().GetResult();
    }

    /// <summary>Who is gone; null for nobody.</summary>
    public string? Missing()
    {
        if (_sleepers.FirstOrDefault(process => process.HasExited) is { } gone) return gone.StartInfo.FileName;
        if (_server is null || _device is null || _avd is null) return null;
        if (!_server.IsAlive) return "the adb server of somebody else";
        var devices = Bystander.Ask(_server.Port, "host:devices");
        if (_emulator!.HasExited || !devices.Contains($"emulator-{_avd.Starts[0].Port}\tdevice", StringComparison.Ordinal))
            return "the emulator of somebody else";
        return devices.Contains($"{_device.Serial}\tdevice", StringComparison.Ordinal) ? null : "the device of another adb server";
    }

    public void Dispose()
    {
        foreach (var process in _sleepers)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
        _avd?.Dispose();
        _emulator?.Dispose();
        _server?.Dispose();
        _device?.Dispose();
        _folder.Dispose();
    }
}

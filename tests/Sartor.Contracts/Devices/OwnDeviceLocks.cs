using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Contracts.Devices;

/// <summary>
/// Locks of devices of this test program's own, for all its time: two of them that run at once both measure on this machine. What they
/// start has them, too. Ports of emulators stay common, since those are of the whole machine.
/// </summary>
public sealed class OwnDeviceLocks : IDisposable
{
    private const string Variable = "XDG_RUNTIME_DIR";

    private readonly TemporaryFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public OwnDeviceLocks()
    {
        var common = RuntimeFolder.Of("devices");
        Environment.SetEnvironmentVariable(Variable, _folder.Path);
        if (OperatingSystem.IsLinux()) ShareEmulatorPorts(common, RuntimeFolder.Of("devices"));
    }

    /// <summary>
    /// Makes the locks of ports in one folder those of another. None of them is opened, since another program may have it at that moment,
    /// and none has to exist: whoever takes a lock makes the file that the link names.
    /// </summary>
    public static void ShareEmulatorPorts(string common, string own)
    {
        for (var port = Emulator.FirstPort; port <= Emulator.LastPort; port += 2)
        {
            var name = $"{Sha256.Hex($"emulator-{port}")}.lock";
            File.CreateSymbolicLink(Path.Combine(own, name), Path.Combine(common, name));
        }
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _folder.Dispose();
    }
}

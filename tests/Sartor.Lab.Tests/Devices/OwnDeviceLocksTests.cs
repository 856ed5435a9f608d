using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Tests.Devices;

public sealed class OwnDeviceLocksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Port_IsTakenInBothFoldersOrInNeither()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Ports are shared on Linux only.");
        var (common, own) = (Folder("common"), Folder("own"));
        var name = $"{Sha256.Hex($"emulator-{Emulator.FirstPort}")}.lock";
        var other = $"{Sha256.Hex($"emulator-{Emulator.LastPort}")}.lock";

        // One port is taken already when the folders are joined, by a program that would not have its file opened.
        using (OwnerFile.Open(Path.Combine(common, name)))
        {
            OwnDeviceLocks.ShareEmulatorPorts(common, own);

            Assert.True(OwnerFile.IsHeld(Path.Combine(own, name)));
            Assert.Throws<IOException>(() => OwnerFile.Open(Path.Combine(own, name)));
        }
        Assert.False(OwnerFile.IsHeld(Path.Combine(own, name)));

        using (OwnerFile.Open(Path.Combine(own, other)))
        {
            Assert.True(OwnerFile.IsHeld(Path.Combine(common, other)));
            Assert.False(OwnerFile.IsHeld(Path.Combine(own, name)));
        }
        Assert.False(OwnerFile.IsHeld(Path.Combine(common, other)));
    }

    public void Dispose() => _folder.Dispose();

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder.Path, name)).FullName;
}

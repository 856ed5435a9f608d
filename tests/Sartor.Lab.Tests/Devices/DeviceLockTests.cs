using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Tests.Devices;

public sealed class DeviceLockTests
{
    private readonly string _device = $"test:{Guid.NewGuid():N}/'; $(x)";

    [Fact]
    public void SecondOwner_IsToldWhoHasTheDevice()
    {
        using var first = DeviceLock.Take(_device, "the campaign friday");
        Should.Throw<DeviceException>(() => DeviceLock.Take(_device, "the campaign monday")).Message
            .ShouldContain($"is in use by the campaign friday (process {Environment.ProcessId})");
    }

    [Fact]
    public void Lock_EndsWithItsOwner()
    {
        DeviceLock.Take(_device, "one").Dispose();
        using var second = DeviceLock.Take(_device, "two");
        using var other = DeviceLock.Take($"{_device} other", "three");
    }
}

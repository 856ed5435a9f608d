using Sartor.Contracts.Devices;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Tests.Devices;

public sealed class PoliteDeviceTests : DeviceContract
{
    protected override bool IsThisMachine => true;

    protected override IDevice Open()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nice"), "there is no program nice on this machine");
        return new PoliteDevice("polite");
    }
}

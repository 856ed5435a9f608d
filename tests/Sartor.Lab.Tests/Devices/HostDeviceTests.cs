using Sartor.Contracts.Devices;
using Sartor.Lab.Devices;
using Sartor.Workers.Host;

namespace Sartor.Lab.Tests.Devices;

public sealed class HostDeviceTests : DeviceContract
{
    protected override bool IsThisMachine => true;

    protected override IDevice Open() => DeviceCatalog.Open("host");

    [Fact]
    public async Task Describe_IsThisMachine()
    {
        using var device = Open();
        var profile = await device.DescribeAsync();
        profile.Description.ShouldBe(DeviceReader.Read());
        profile.Description.ToFacts("host").Cores.ShouldBe(Environment.ProcessorCount);
    }
}

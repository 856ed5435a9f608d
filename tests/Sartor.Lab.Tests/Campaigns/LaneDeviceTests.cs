using Sartor.Core;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Tests.Devices;

namespace Sartor.Lab.Tests.Campaigns;

public sealed class LaneDeviceTests
{
    [Fact]
    public async Task Device_IsKeptForSoManyTrialsAndThenOpenedAnew()
    {
        using var lane = new LaneDevice(CommandDeviceTests.Address, 2);
        var first = await ProfileAsync(lane);
        (await ProfileAsync(lane)).ShouldBeSameAs(first, "the worker was not asked again");
        var second = await ProfileAsync(lane);
        second.ShouldNotBeSameAs(first);
        (await ProfileAsync(lane)).ShouldBeSameAs(second);
    }

    [Fact]
    public async Task Device_ThatWasDropped_IsOpenedAnew()
    {
        using var lane = new LaneDevice(CommandDeviceTests.Address, 100);
        var first = await ProfileAsync(lane);
        lane.Drop();
        (await ProfileAsync(lane)).ShouldNotBeSameAs(first);
    }

    [Fact]
    public async Task Models_ThatWerePut_AreGoneWithTheDevice()
    {
        using var lane = new LaneDevice(CommandDeviceTests.Address, 100);
        string path;
        using (var device = lane.Next()) path = await device.PutAsync(Contracts.TestFiles.Data("tiny", "dense.onnx"));
        File.Exists(path).ShouldBeTrue();
        lane.Drop();
        File.Exists(path).ShouldBeFalse();
    }

    [Fact]
    public void Address_OfNothing_IsAnErrorEachTime()
    {
        using var lane = new LaneDevice("exec:no-such-program-anywhere", 100);
        Should.Throw<DeviceException>(lane.Next);
        Should.Throw<DeviceException>(lane.Next);
    }

    private static async Task<object> ProfileAsync(LaneDevice lane)
    {
        using var device = lane.Next();
        return await device.DescribeAsync();
    }
}

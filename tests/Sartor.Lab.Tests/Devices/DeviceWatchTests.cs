using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Devices;

public sealed class DeviceWatchTests
{
    private readonly List<FoundDevice> _found = [];
    private readonly Dictionary<string, string> _owners = [];
    private int _asked;
    private Func<DeviceStateFacts?> _state = () => null;

    [Fact]
    public async Task ListedDevices_AreToldAsTheyComeAndGo()
    {
        var watch = Watch();
        _found.Add(new FoundDevice("adb:a", FoundDevice.Ready, "Pixel", null));
        (await LookAsync(watch)).ShouldBe(["found adb:a ready"]);
        (await LookAsync(watch)).ShouldBeEmpty();
        _found.Clear();
        (await LookAsync(watch)).ShouldBe(["lost adb:a lost"]);
        (await LookAsync(watch)).ShouldBeEmpty();
        _found.Add(new FoundDevice("adb:a", "offline", "Pixel", null));
        (await LookAsync(watch)).ShouldBe(["back adb:a offline"]);
        _found[0] = new FoundDevice("adb:a", FoundDevice.Ready, "Pixel", null);
        _found.Add(new FoundDevice("browser:b", "away", null, "has closed its page; open it again"));
        (await LookAsync(watch)).ShouldBe(["changed adb:a ready", "found browser:b away: has closed its page; open it again"]);
    }

    [Fact]
    public async Task DevicesThatWereNamed_AreTheOnlyOnes()
    {
        var watch = Watch(only: ["adb:a", "browser:b"]);
        _found.Add(new FoundDevice("adb:c", FoundDevice.Ready, null, null));
        _found.Add(new FoundDevice("browser:b", FoundDevice.Ready, null, null));
        (await LookAsync(watch)).ShouldBe(["found browser:b ready", "found adb:a lost"]);
    }

    [Fact]
    public async Task BatteryAndTemperature_AreToldWhereTheyMoved()
    {
        var watch = Watch(only: ["adb:a"], asked: ["adb:a"]);
        _state = () => State(80, 40);
        (await LookAsync(watch)).ShouldBe(["found adb:a ready 80 % 40 °C"]);
        _state = () => State(80, 40.9);
        (await LookAsync(watch)).ShouldBeEmpty();
        _state = () => State(80, 41);
        (await LookAsync(watch)).ShouldBe(["changed adb:a ready 80 % 41 °C"], "a degree since it was told, not since it was read");
        _state = () => State(79, 41);
        (await LookAsync(watch)).ShouldBe(["changed adb:a ready 79 % 41 °C"]);
    }

    [Fact]
    public async Task DeviceThatDoesNotAnswer_IsLostOnce()
    {
        var watch = Watch(only: ["ssh://board"], asked: ["ssh://board"]);
        var tries = 0;
        _state = () => throw new DeviceException("ssh://board", $"did not answer within {++tries} s");
        (await LookAsync(watch)).ShouldBe(["found ssh://board lost: did not answer within 1 s"]);
        (await LookAsync(watch)).ShouldBeEmpty();
        _state = () => null;
        (await LookAsync(watch)).ShouldBe(["back ssh://board ready"]);
    }

    [Fact]
    public async Task DeviceThatSomebodyMeasuresOn_IsLeftAlone()
    {
        var watch = Watch(only: ["adb:a"], asked: ["adb:a"]);
        _state = () => State(80, 40);
        await LookAsync(watch);
        _owners["adb:a"] = "the campaign friday";
        (await LookAsync(watch)).ShouldBe(["changed adb:a ready by the campaign friday"]);
        await LookAsync(watch);
        _asked.ShouldBe(1);
        _owners.Clear();
        (await LookAsync(watch)).ShouldBe(["changed adb:a ready 80 % 40 °C"]);
    }

    private DeviceWatch Watch(string[]? only = null, string[]? asked = null) => new(
        _ => Task.FromResult<IReadOnlyList<FoundDevice>>([.. _found]),
        (_, _) =>
        {
            _asked++;
            return Task.FromResult(_state());
        },
        _owners.GetValueOrDefault)
    {
        Only = only,
        Asked = asked ?? [],
    };

    private static async Task<string[]> LookAsync(DeviceWatch watch) =>
    [
        .. (await watch.LookAsync(TestContext.Current.CancellationToken)).Select(news =>
            $"{news.Event} {news.Device} {news.State}{(news.InUseBy is { } owner ? $" by {owner}" : "")}"
            + $"{(news.BatteryPercent is { } percent ? $" {percent} %" : "")}{(news.TemperatureC is { } celsius ? $" {celsius} °C" : "")}"
            + (news.Problem is { } problem ? $": {problem}" : "")),
    ];

    private static DeviceStateFacts State(long percent, double celsius) => new()
    {
        TimeUtc = default,
        UptimeSeconds = null,
        LoadAverage = null,
        MemoryTotalBytes = null,
        MemoryFreeBytes = null,
        MemoryAvailableBytes = null,
        MemoryCachedBytes = null,
        Clusters = [],
        ThermalZones = [new ThermalZoneFacts("skin", 20), new ThermalZoneFacts("cpu", celsius)],
        Battery = new BatteryFacts(null, percent, null, null, null, null, null),
        PowerSources = [],
        Model = null,
        Soc = null,
        Abi = null,
        Build = null,
    };
}

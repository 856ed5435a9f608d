using Sartor.Lab.Campaigns.Runs;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Campaigns;

public sealed class GuardWaitTests
{
    private readonly JumpingTime _time = new();

    private static DeviceStateFacts State(double? celsius, long? percent = null, string zone = "cpu") => new()
    {
        TimeUtc = default,
        UptimeSeconds = null,
        LoadAverage = null,
        MemoryTotalBytes = null,
        MemoryFreeBytes = null,
        MemoryAvailableBytes = null,
        MemoryCachedBytes = null,
        Clusters = [],
        ThermalZones = celsius is { } value ? [new ThermalZoneFacts("skin", 20), new ThermalZoneFacts(zone, value)] : [],
        Battery = percent is null ? null : new BatteryFacts(null, percent, null, null, null, null, null),
        PowerSources = [],
        Model = null,
        Soc = null,
        Abi = null,
        Build = null,
    };

    private async Task<(string? Problem, IReadOnlyList<string> Notes, int Asked)> RunAsync(
        DeviceGuards guards, params DeviceStateFacts?[] states)
    {
        var asked = 0;
        var (problem, notes) = await new GuardWait(guards, _time).RunAsync(
            _ => Task.FromResult(states[Math.Min(asked++, states.Length - 1)]), default);
        return (problem, notes, asked);
    }

    [Fact]
    public async Task HotDevice_IsWaitedForUntilItIsCool()
    {
        var (problem, notes, asked) = await RunAsync(new DeviceGuards { MaxTemperatureC = 45 }, State(60), State(50), State(45));
        (problem, asked).ShouldBe((null, 3));
        notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, "the screen is off (screen on), also after 300 s of waiting")]
    [InlineData(false, "the screen is on (screen off), also after 300 s of waiting")]
    public async Task Screen_IsWaitedFor(bool wanted, string problem)
    {
        var answers = new Queue<bool>([!wanted, !wanted, wanted]);
        var wait = new GuardWait(new DeviceGuards { IsScreenOn = wanted }, _time);
        (await wait.RunAsync(_ => Task.FromResult<DeviceStateFacts?>(null), _ => Task.FromResult<bool?>(answers.Dequeue()), default))
            .Problem.ShouldBeNull();
        answers.ShouldBeEmpty();
        (await wait.RunAsync(_ => Task.FromResult<DeviceStateFacts?>(null), _ => Task.FromResult<bool?>(!wanted), default))
            .Problem.ShouldBe(problem);
    }

    [Fact]
    public async Task Screen_OfADeviceThatDoesNotSay_IsToldOnce()
    {
        var wait = new GuardWait(new DeviceGuards { IsScreenOn = true }, _time);
        var (problem, notes) = await wait.RunAsync(_ => Task.FromResult<DeviceStateFacts?>(null), default);
        (problem, notes.Single()).ShouldBe((null, "screen is not checked: the device does not tell whether it is on"));
        (await wait.RunAsync(_ => Task.FromResult<DeviceStateFacts?>(null), default)).Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Waiting_IsToldOnceAndWhenItIsOver()
    {
        var told = new List<string?>();
        var states = new Queue<DeviceStateFacts>([State(40), State(60), State(50), State(45)]);
        var wait = new GuardWait(new DeviceGuards { MaxTemperatureC = 45 }, _time) { Waits = told.Add };
        await wait.RunAsync(_ => Task.FromResult<DeviceStateFacts?>(states.Dequeue()), default);
        told.ShouldBeEmpty();
        await wait.RunAsync(_ => Task.FromResult<DeviceStateFacts?>(states.Dequeue()), default);
        told.ShouldBe(["cpu has 60 °C (max-temperature-c 45)", null]);
    }

    [Fact]
    public async Task DeviceThatStaysHot_IsAProblem()
    {
        var guards = new DeviceGuards { MaxTemperatureC = 45, CoolDown = TimeSpan.FromSeconds(20) };
        (await RunAsync(guards, State(61.5))).Problem.ShouldBe("cpu has 61.5 °C (max-temperature-c 45), also after 20 s of waiting");
    }

    [Fact]
    public async Task OtherThermometers_DoNotCount() =>
        (await RunAsync(new DeviceGuards { MaxTemperatureC = 45, ThermalZone = "SKIN" }, State(99))).Problem.ShouldBeNull();

    [Fact]
    public async Task EmptyBattery_IsAProblem()
    {
        var guards = new DeviceGuards { MinBatteryPercent = 30, CoolDown = TimeSpan.Zero };
        (await RunAsync(guards, State(null, 29))).Problem.ShouldNotBeNull().ShouldContain("29 % full");
        (await RunAsync(guards, State(null, 30))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task GuardWithoutASensor_IsToldOnce()
    {
        var wait = new GuardWait(new DeviceGuards { MaxTemperatureC = 45, MinBatteryPercent = 20 }, _time);
        var (problem, notes) = await wait.RunAsync(_ => Task.FromResult<DeviceStateFacts?>(null), default);
        problem.ShouldBeNull();
        notes.Count.ShouldBe(2);
        (await wait.RunAsync(_ => Task.FromResult<DeviceStateFacts?>(null), default)).Notes.ShouldBeEmpty();
    }
}

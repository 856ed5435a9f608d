using Sartor.Workers.Host;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Host;

public sealed class StateReaderTests : IDisposable
{
    private const string Policy = "sys/devices/system/cpu/cpufreq/policy";
    private readonly SystemTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private SystemTree Phone() => _tree
        .With("proc/uptime", "350735.47 234388.90\n")
        .With("proc/loadavg", "1.25 0.80 0.61 2/1234 5678\n")
        .With("proc/meminfo", "MemTotal:  3863872 kB\nMemFree:  110236 kB\nMemAvailable: 1800000 kB\nCached:   880000 kB\n")
        .With($"{Policy}0/related_cpus", "0 1 2 3\n").With($"{Policy}0/scaling_governor", "schedutil\n")
        .With($"{Policy}0/scaling_cur_freq", "1766400\n").With($"{Policy}0/scaling_min_freq", "576000\n")
        .With($"{Policy}0/scaling_max_freq", "1766400\n")
        .With($"{Policy}7/related_cpus", "7\n").With($"{Policy}7/scaling_cur_freq", "<unknown>\n")
        .With("sys/class/thermal/thermal_zone0/type", "cpu-0-0-usr\n").With("sys/class/thermal/thermal_zone0/temp", "48300\n")
        .With("sys/class/thermal/thermal_zone10/type", "skin\n").With("sys/class/thermal/thermal_zone10/temp", "-4000\n")
        .With("sys/class/thermal/thermal_zone2/type", "modem\n").With("sys/class/thermal/thermal_zone2/temp", "-274000\n")
        .With("sys/class/power_supply/usb/type", "USB\n")
        .With("sys/class/power_supply/battery/type", "Battery\n").With("sys/class/power_supply/battery/status", "Discharging\n")
        .With("sys/class/power_supply/battery/capacity", "87\n").With("sys/class/power_supply/battery/current_now", "-412000\n")
        .With("sys/class/power_supply/battery/voltage_now", "4012000\n").With("sys/class/power_supply/battery/temp", "312\n")
        .With("sys/class/power_supply/battery/charge_counter", "2750000\n")
        .With("system/build.prop", "# begin\nro.product.model=Pixel 4\nro.product.cpu.abi=arm64-v8a\nro.build.display.id=TP1A.221005\n")
        .With("vendor/build.prop", "ro.soc.model=SM8150\n");

    [Fact]
    public void Phone_IsRead()
    {
        Phone();
        var state = StateReader.Read(_tree.Root);
        (state.UptimeSeconds, state.LoadAverage).ShouldBe((350735.47, 1.25));
        (state.MemoryTotalBytes, state.MemoryFreeBytes, state.MemoryAvailableBytes, state.MemoryCachedBytes)
            .ShouldBe((3863872L * 1024, 110236L * 1024, 1800000L * 1024, 880000L * 1024));
        state.Clusters.ShouldBe(
            [new CoreCluster("0 1 2 3", "schedutil", 1766400, 576000, 1766400), new CoreCluster("7", null, null, null, null)]);
        state.Zones.ShouldBe([new ThermalZone("cpu-0-0-usr", 48300), new ThermalZone("skin", -4000)]);
        state.Battery.ShouldBe(new BatteryState
        {
            Status = "Discharging",
            Percent = 87,
            MicroAmperes = -412000,
            MicroVolts = 4012000,
            MicroAmpereHours = 2750000,
            MilliCelsius = 31200,
        });
        (state.Model, state.Soc, state.Abi, state.Build).ShouldBe(("Pixel 4", "SM8150", "arm64-v8a", "TP1A.221005"));
        state.PowerSources.ShouldBe(["battery:battery"]);
    }

    [Fact]
    public void State_GoesOverTheWireAsItIs()
    {
        Phone();
        var state = StateReader.Read(_tree.Root);
        var frame = Frame.DecodeHeader(new Frame("ok").WithState(state).EncodeHeader());
        frame.GetState().ShouldBe(state);
    }

    [Fact]
    public void EmptyTree_HasNothing() => StateReader.Read(_tree.Root).ShouldBe(new DeviceState());

    [Fact]
    public void HostileFiles_AreHarmless()
    {
        var huge = new string('9', 3_000_000);
        _tree.With("proc/uptime", huge).With("proc/loadavg", "-1\n").With("proc/meminfo", $"MemTotal: {huge} kB\nMemFree: -5 kB\n")
            .With($"{Policy}0/related_cpus", "0\u0001\n").With($"{Policy}1/related_cpus", "1\n")
            .With($"{Policy}1/scaling_cur_freq", "-1\n").With($"{Policy}1/scaling_governor", huge)
            .With("sys/class/thermal/thermal_zone0/type", "cpu\n").With("sys/class/thermal/thermal_zone0/temp", "NaN\n")
            .With("sys/class/thermal/thermal_zone1/type", "\0\0\u0007ELF").With("sys/class/thermal/thermal_zone1/temp", "1\n")
            .WithLink("sys/class/thermal/thermal_zone2", "thermal_zone2")
            .WithLink("sys/class/power_supply/loop", "../power_supply")
            .With("sys/class/power_supply/b/type", "Battery").With("sys/class/power_supply/b/capacity", "101")
            .With("sys/class/power_supply/b/voltage_now", "-1").With("sys/class/power_supply/b/current_now/x", "1");
        var state = StateReader.Read(_tree.Root);
        state.ShouldBe(new DeviceState { Clusters = [new CoreCluster("1", null, null, null, null)], Battery = new BatteryState() });
    }
}

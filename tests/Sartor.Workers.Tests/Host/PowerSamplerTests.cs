using Sartor.Core;
using Sartor.Workers.Host;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Host;

public sealed class PowerSamplerTests : IDisposable
{
    private const string Rapl = "sys/class/powercap/intel-rapl:0";
    private const string Hwmon = "sys/class/hwmon/hwmon1";
    private const string Battery = "sys/class/power_supply/BAT0";
    private readonly SystemTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private SystemFiles Files => new(_tree.Root);

    private SystemTree Package(string energy) => _tree
        .With($"{Rapl}/name", "package-0\n").With($"{Rapl}/max_energy_range_uj", "262143328850\n").With($"{Rapl}/energy_uj", energy)
        .With("sys/class/powercap/intel-rapl:0:0/name", "core\n").With("sys/class/powercap/intel-rapl:0:0/energy_uj", "5\n")
        .With("sys/class/powercap/intel-rapl:0:0/max_energy_range_uj", "262143328850\n");

    private MeasuredPower Measure(Action between, string? source = null)
    {
        using var sampler = PowerSampler.Open(Files, source, 5, TimeSpan.FromSeconds(1));
        sampler.Start();
        Thread.Sleep(20);
        sampler.BeginWindow();
        // So that the thread has read what was there before.
        Thread.Sleep(60);
        between();
        Thread.Sleep(60);
        sampler.EndWindow();
        return MeasuredPower.Read(sampler.Write(new Frame("ok"))).ShouldNotBeNull();
    }

    [Fact]
    public void ConstantPower_TimesTheWindow_IsTheEnergy()
    {
        _tree.With($"{Hwmon}/name", "ina226\n").With($"{Hwmon}/power1_input", "2500000\n");
        var power = Measure(() => { });
        (power.Source, power.Problem).ShouldBe(("hwmon:ina226/power1", null));
        // 2.5 W.
        ((double)power.MicroJoules!).ShouldBe(2.5e6 * power.WindowNs / 1e9, 2);
        power.WindowNs.ShouldBeGreaterThan(120_000_000);
        power.Samples.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void VoltageTimesCurrent_IsAPower()
    {
        // 5 V and 400 mA are 2 W; in0 is the voltage over the shunt.
        _tree.With($"{Hwmon}/name", "ina3221\n").With($"{Hwmon}/in1_input", "5000\n").With($"{Hwmon}/curr1_input", "400\n")
            .With($"{Hwmon}/in0_input", "1\n").With($"{Hwmon}/curr2_input", "1\n");
        var power = Measure(() => { });
        power.Source.ShouldBe("hwmon:ina3221/in1*curr1");
        ((double)power.MicroJoules!).ShouldBe(2e6 * power.WindowNs / 1e9, 2);
    }

    [Fact]
    public void Battery_ThatDischarges_IsAPower()
    {
        // −0.5 A at 4 V are 2 W.
        _tree.With($"{Battery}/type", "Battery").With($"{Battery}/status", "Discharging").With($"{Battery}/current_now", "-500000")
            .With($"{Battery}/voltage_now", "4000000");
        var power = Measure(() => { });
        ((double)power.MicroJoules!).ShouldBe(2e6 * power.WindowNs / 1e9, 2);
    }

    [Fact]
    public void Battery_ThatCharges_TellsNothing()
    {
        _tree.With($"{Battery}/type", "Battery").With($"{Battery}/status", "Charging").With($"{Battery}/current_now", "500000")
            .With($"{Battery}/voltage_now", "4000000");
        var power = Measure(() => { });
        (power.Source, power.MicroJoules).ShouldBe(("battery:BAT0", null));
        power.Problem.ShouldNotBeNull().ShouldContain("not discharging");
    }

    [Fact]
    public void Counter_ThatBeginsAnew_IsNotNegative()
    {
        // 1,000 µJ before its end, then 2,000 µJ behind it.
        Package("262143327850\n");
        using var meter = PowerMeters.Find(Files).ShouldHaveSingleItem().Open().ShouldNotBeNull();
        meter.Read().ShouldBe(0);
        Package("2000\n");
        meter.Read().ShouldBe(3000);
        Package("2500\n");
        meter.Read().ShouldBe(3500);
        Package("262143328851\n");
        meter.Read().ShouldBeNull("it is beyond the counter's range");
    }

    [Fact]
    public void Counter_OfAPackage_IsTakenWithoutItsParts()
    {
        Package("1000000\n");
        var power = Measure(() => Package("4000000\n"));
        power.Source.ShouldBe("rapl:package-0");
        ((double)power.MicroJoules!).ShouldBe(3e6, 3e4);
    }

    [Fact]
    public void HottestThermometer_AndHighestRate_AreKept()
    {
        _tree.With("sys/class/thermal/thermal_zone0/type", "cpu\n").With("sys/class/thermal/thermal_zone0/temp", "41000\n")
            .With("sys/class/thermal/thermal_zone1/type", "gpu\n").With("sys/class/thermal/thermal_zone1/temp", "999999999\n")
            .With("sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "900000\n");
        var power = Measure(() => _tree.With("sys/class/thermal/thermal_zone0/temp", "52000\n"));
        (power.MaxMilliCelsius, power.HottestZone, power.MaxKhz).ShouldBe((52000, "cpu", 900000));
        (power.Source, power.MicroJoules).ShouldBe((null, null));
    }

    [Fact]
    public void MachineWithoutMeters_HasAWindowAlone()
    {
        var power = Measure(() => { });
        power.ShouldBe(new MeasuredPower { WindowNs = power.WindowNs, WindowStartUnixNs = power.WindowStartUnixNs });
    }

    [Theory]
    [InlineData("")]
    [InlineData("lots\n")]
    [InlineData("-5\n")]
    [InlineData("99999999999999999999999999999999999\n")]
    [InlineData("12 13\n")]
    public void Nonsense_IsNoEnergy(string text)
    {
        _tree.With($"{Hwmon}/name", "ina226\n").With($"{Hwmon}/power1_input", "2500000\n");
        var power = Measure(() => _tree.With($"{Hwmon}/power1_input", text));
        power.MicroJoules.ShouldBeNull();
        power.Problem.ShouldBe("a reading failed");
    }

    [Fact]
    public void UnknownMeter_IsRefusedWithThoseThereAre()
    {
        Package("1\n");
        Should.Throw<EngineException>(() => PowerSampler.Open(Files, "monsoon", null, TimeSpan.FromSeconds(1)))
            .Message.ShouldContain("it has rapl:package-0");
        using var none = PowerSampler.Open(Files, "none", null, TimeSpan.FromSeconds(1));
    }
}

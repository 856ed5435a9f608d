using Sartor.Cli.Diagnosis;
using Sartor.Contracts;

namespace Sartor.Cli.Tests.Diagnosis;

public sealed class PowerMetersTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void MachineWithoutSys_HasNone() => PowerMeters.Find(_root.Path).ShouldBeEmpty();

    [Fact]
    public void RaplZone_IsNamed()
    {
        Put("sys/class/powercap/intel-rapl:0/name", "package-0\n");
        Put("sys/class/powercap/intel-rapl:0/energy_uj", "123456789\n");
        Put("sys/class/powercap/intel-rapl/enabled", "1\n");

        PowerMeters.Find(_root.Path).ShouldBe(["RAPL package-0"]);
    }

    [Fact]
    public void ChipWithPowerInput_IsNamedAndOthersAreNot()
    {
        Put("sys/class/hwmon/hwmon0/name", "ina226\n");
        Put("sys/class/hwmon/hwmon0/power1_input", "2500000\n");
        Put("sys/class/hwmon/hwmon1/name", "coretemp\n");
        Put("sys/class/hwmon/hwmon1/temp1_input", "45000\n");

        PowerMeters.Find(_root.Path).ShouldBe(["hwmon ina226"]);
    }

    private void Put(string name, string content)
    {
        var path = Path.Combine(_root.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}

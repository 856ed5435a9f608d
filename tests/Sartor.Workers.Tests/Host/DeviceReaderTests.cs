using Sartor.Workers.Host;

namespace Sartor.Workers.Tests.Host;

public sealed class DeviceReaderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sartor-device-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    [Fact]
    public void Pc_IsDescribed()
    {
        const string Core = "model name\t: Intel(R)  Xeon(R) CPU @ 2.60GHz\nflags\t\t: fpu avx2 avx512_vnni fma\n";
        Write("proc/cpuinfo", $"processor\t: 0\n{Core}\nprocessor\t: 1\n{Core}");
        Write("proc/meminfo", "MemTotal:       24569004 kB\nMemFree:         1000000 kB\n");
        Write("etc/os-release", "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
        Write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        var device = DeviceReader.Read(_root);
        device.Cpu.ShouldBe("Intel(R) Xeon(R) CPU @ 2.60GHz");
        device.CpuFeatures.ShouldBe(["avx2", "avx512_vnni", "fma"]);
        device.Cores.ShouldBe(2);
        device.MemoryBytes.ShouldBe(24569004L * 1024);
        (device.Os, device.Kernel, device.Governor).ShouldBe(("Debian GNU/Linux 12 (bookworm)", "6.1.0-18-amd64", "performance"));
    }

    [Fact]
    public void ArmBoard_IsNamedByItsParts()
    {
        const string Core = "Features\t: fp asimd asimddp\nCPU implementer\t: 0x41\nCPU part\t: ";
        Write("proc/cpuinfo", $"processor\t: 0\n{Core}0xd05\n\nprocessor\t: 1\n{Core}0xd0b\n");
        var device = DeviceReader.Read(_root);
        device.Cpu.ShouldBe("ARM 0x41/0xd05 + 0x41/0xd0b");
        device.CpuFeatures.ShouldBe(["asimd", "asimddp"]);
    }

    [Fact]
    public void EmptyTree_LeavesTheUnknownOpen()
    {
        var device = DeviceReader.Read(_root);
        (device.Cpu, device.MemoryBytes, device.Governor).ShouldBe(("unknown", null, null));
        device.CpuFeatures.ShouldBeEmpty();
    }

    [Fact]
    public void NonsenseInFiles_IsUnknown()
    {
        Write("proc/meminfo", "MemTotal: lots\n");
        Write("proc/cpuinfo", new string('x', 3_000_000));
        DeviceReader.Read(_root).MemoryBytes.ShouldBeNull();
    }

    [Fact]
    public void ThisMachine_HasACore()
    {
        var device = DeviceReader.Read();
        device.Cores.ShouldBe(Environment.ProcessorCount);
        device.ShouldBe(DeviceReader.Read());
    }
}

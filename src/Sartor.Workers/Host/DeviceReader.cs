using System.Globalization;
using System.Runtime.InteropServices;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>
/// Describes the machine that this process runs on, from Linux' /proc, /sys and /etc where they are, else from the runtime.
/// </summary>
internal static class DeviceReader
{
    // What the kernels of XNNPACK and ONNX Runtime's MLAS choose by; the other hundred flags change no result.
    private static readonly HashSet<string> s_features = new(StringComparer.Ordinal)
    {
        "sse4_1", "sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512vl", "avx512_vnni", "avx_vnni", "avx512_bf16",
        "amx_tile", "amx_int8", "amx_bf16",
        "neon", "asimd", "asimdhp", "asimddp", "i8mm", "sve", "sve2", "bf16", "fphp",
    };

    /// <param name="root">The folder that holds proc, sys and etc; <c>/</c> is this machine, another one a copy of a machine's
    /// files.</param>
    public static DeviceDescription Read(string root = "/")
    {
        var files = new SystemFiles(root);
        var cpuInfo = files.Text("proc/cpuinfo") ?? "";
        var isThisMachine = root == "/";
        var processors = SystemFiles.Values(cpuInfo, "processor").Count();
        return new DeviceDescription(
            CpuName(cpuInfo) ?? (isThisMachine ? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") : null) ?? "unknown",
            Features(cpuInfo),
            isThisMachine || processors == 0 ? Environment.ProcessorCount : processors,
            MemoryBytes(files) ?? (isThisMachine ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : null),
            OsName(files) ?? RuntimeInformation.OSDescription,
            files.Text("proc/sys/kernel/osrelease")?.Trim() ?? Environment.OSVersion.Version.ToString(),
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            RuntimeInformation.FrameworkDescription,
            files.Text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")?.Trim());
    }

    // x86 has "model name"; ARM boards "Hardware" or "Model", else only the codes of designer and part.
    private static string? CpuName(string cpuInfo)
    {
        foreach (var key in (ReadOnlySpan<string>)["model name", "Hardware", "Model", "cpu model"])
        {
            if (SystemFiles.Values(cpuInfo, key).FirstOrDefault(value => value.Length > 0) is { } name)
                return string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
        var parts = SystemFiles.Values(cpuInfo, "CPU implementer")
            .Zip(SystemFiles.Values(cpuInfo, "CPU part"), (designer, part) => $"{designer}/{part}")
            .Distinct().ToArray();
        return parts.Length == 0 ? null : $"ARM {string.Join(" + ", parts)}";
    }

    private static EquatableArray<string> Features(string cpuInfo) => SystemFiles.Values(cpuInfo, "flags")
        .Concat(SystemFiles.Values(cpuInfo, "Features"))
        .SelectMany(line => line.Split(' '))
        .Where(s_features.Contains)
        .Distinct()
        .Order(StringComparer.Ordinal)
        .ToEquatableArray();

    private static long? MemoryBytes(SystemFiles files)
    {
        var total = SystemFiles.Values(files.Text("proc/meminfo") ?? "", "MemTotal").FirstOrDefault();
        if (total is null) return null;
        var isNumber = long.TryParse(total.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes);
        return isNumber && kibibytes < 1L << 50 ? kibibytes * 1024 : null;
    }

    private static string? OsName(SystemFiles files)
    {
        foreach (var line in (files.Text("etc/os-release") ?? "").Split('\n'))
        {
            if (line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal)) return line["PRETTY_NAME=".Length..].Trim().Trim('"');
        }
        return null;
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>
/// Describes the machine that this process runs on, from Linux' /proc, /sys and /etc where they are, else from the runtime.
/// </summary>
internal static class DeviceReader
{
    private const int MaxFileBytes = 1 << 20;

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
        var cpuInfo = ReadText(root, "proc/cpuinfo") ?? "";
        var isThisMachine = root == "/";
        var processors = Values(cpuInfo, "processor").Count();
        return new DeviceDescription(
            CpuName(cpuInfo) ?? (isThisMachine ? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") : null) ?? "unknown",
            Features(cpuInfo),
            isThisMachine || processors == 0 ? Environment.ProcessorCount : processors,
            MemoryBytes(root) ?? (isThisMachine ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : null),
            OsName(root) ?? RuntimeInformation.OSDescription,
            ReadText(root, "proc/sys/kernel/osrelease")?.Trim() ?? Environment.OSVersion.Version.ToString(),
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            RuntimeInformation.FrameworkDescription,
            ReadText(root, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")?.Trim());
    }

    // x86 has "model name"; ARM boards "Hardware" or "Model", else only the codes of designer and part.
    private static string? CpuName(string cpuInfo)
    {
        foreach (var key in (ReadOnlySpan<string>)["model name", "Hardware", "Model", "cpu model"])
        {
            if (Values(cpuInfo, key).FirstOrDefault(value => value.Length > 0) is { } name)
                return string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }
        var parts = Values(cpuInfo, "CPU implementer").Zip(Values(cpuInfo, "CPU part"), (designer, part) => $"{designer}/{part}")
            .Distinct().ToArray();
        return parts.Length == 0 ? null : $"ARM {string.Join(" + ", parts)}";
    }

    private static EquatableArray<string> Features(string cpuInfo) => Values(cpuInfo, "flags").Concat(Values(cpuInfo, "Features"))
        .SelectMany(line => line.Split(' '))
        .Where(s_features.Contains)
        .Distinct()
        .Order(StringComparer.Ordinal)
        .ToEquatableArray();

    private static long? MemoryBytes(string root)
    {
        var total = Values(ReadText(root, "proc/meminfo") ?? "", "MemTotal").FirstOrDefault();
        if (total is null) return null;
        var isNumber = long.TryParse(total.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes);
        return isNumber && kibibytes < 1L << 50 ? kibibytes * 1024 : null;
    }

    private static string? OsName(string root)
    {
        foreach (var line in (ReadText(root, "etc/os-release") ?? "").Split('\n'))
        {
            if (line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal)) return line["PRETTY_NAME=".Length..].Trim().Trim('"');
        }
        return null;
    }

    private static IEnumerable<string> Values(string text, string key)
    {
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().SequenceEqual(key)) yield return line[(colon + 1)..].Trim();
        }
    }

    // Files of /proc have no length; a copy may be anything.
    private static string? ReadText(string root, string name)
    {
        try
        {
            using var stream = new FileStream(Path.Combine(root, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
            var bytes = new byte[MaxFileBytes];
            return System.Text.Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

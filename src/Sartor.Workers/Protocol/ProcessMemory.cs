using System.Globalization;

namespace Sartor.Workers.Protocol;

/// <summary>Reads a process's memory from Linux's /proc (man proc_pid_status, proc_pid_clear_refs); null elsewhere.</summary>
internal static class ProcessMemory
{
    /// <param name="process">A process id, or <c>self</c>.</param>
    public static long? Rss(string process = "self") => Read(process, "VmRSS:");

    /// <summary>Largest resident memory since the last <see cref="TryResetPeak"/>.</summary>
    public static long? Peak(string process = "self") => Read(process, "VmHWM:");

    /// <summary>Makes the present resident memory the peak; false where the system cannot.</summary>
    public static bool TryResetPeak()
    {
        try
        {
            using var file = new FileStream("/proc/self/clear_refs", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            file.Write("5"u8);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long? Read(string process, string field)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process}/status"))
            {
                if (!line.StartsWith(field, StringComparison.Ordinal)) continue;
                var number = line.AsSpan(field.Length).Trim();
                if (!number.EndsWith(" kB", StringComparison.Ordinal)) return null;
                return long.TryParse(number[..^3], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)
                    ? kilobytes * 1024
                    : null;
            }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

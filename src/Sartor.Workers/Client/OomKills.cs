using System.Globalization;

namespace Sartor.Workers.Client;

/// <summary>How often Linux ended a process of this machine because memory ran out (man proc_vmstat: <c>oom_kill</c>).</summary>
internal static class OomKills
{
    private const string Field = "oom_kill ";

    /// <summary>The count since the machine started; null where the system does not tell.</summary>
    /// <param name="root">The folder that holds <c>proc</c>; <c>/</c> is this machine.</param>
    public static long? Count(string root = "/")
    {
        try
        {
            var line = File.ReadLines(Path.Combine(root, "proc/vmstat")).FirstOrDefault(l => l.StartsWith(Field, StringComparison.Ordinal));
            return line is not null
                && long.TryParse(line.AsSpan(Field.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? count
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using System.Diagnostics;
using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace Sartor.Core;

/// <summary>
/// What runs that were killed left beside their outputs: staging folders whose lock nobody holds, and what version 0.1 left, which
/// named it <c>.NAME.PID.part</c>, <c>.NAME.PID.part.old</c> and <c>.NAME.PID.unverified</c>.
/// </summary>
internal static partial class LeftBehind
{
    /// <summary>Folder with the outputs that are being made.</summary>
    public const string New = "new";

    /// <summary>Folder with what is being replaced.</summary>
    public const string Old = "old";

    private const string Prefix = ".sartor-";

    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>A name for a staging folder that nothing has.</summary>
    public static string NewName() => $"{Prefix}{Guid.NewGuid():N}";

    /// <summary>
    /// Deletes what dead runs left in a folder. Where a run was killed between its two renames, what it replaced gets its place back
    /// first. What cannot be read or deleted stays.
    /// </summary>
    /// <param name="parent">The folder.</param>
    /// <param name="name">Name of the output: what version 0.1 left is cleared where it belongs to that.</param>
    public static void Clear(string parent, string name)
    {
        try
        {
            foreach (var hidden in Hidden(parent))
            {
                var entry = Path.GetFileName(hidden);
                if (StagingName().IsMatch(entry)) ClearStaging(parent, hidden);
                else if (OlderName(name, entry) is { } older) ClearOlder(hidden, older, Path.Combine(parent, name));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be listed, or somebody else clears it too; the output itself is as it should be.
        }
    }

    /// <summary>Deletes a file or folder as far as that is possible.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays behind under a hidden name, for the next run to delete.
        }
    }

    /// <summary>Gives what was being replaced its place back unless something has that by now.</summary>
    /// <param name="parent">The folder of the outputs.</param>
    /// <param name="hidden">A staging folder in it whose lock this process holds.</param>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static void Restore(string parent, string hidden)
    {
        var old = Path.Combine(hidden, Old);
        if (!Directory.Exists(old)) return;
        foreach (var folder in Directory.GetDirectories(old, "*", s_all))
        {
            var place = Path.Combine(parent, Path.GetFileName(folder));
            if (!Path.Exists(place)) Directory.Move(folder, place);
        }
    }

    private static List<string> Hidden(string parent) =>
        [.. new FileSystemEnumerable<string>(parent, (ref FileSystemEntry e) => e.ToFullPath(), s_all)
        {
            ShouldIncludePredicate = (ref FileSystemEntry e) =>
                e.FileName.StartsWith('.') && !e.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }];

    private static void ClearStaging(string parent, string hidden)
    {
        try
        {
            using (var held = StagingLock.TryTake(hidden))
            {
                if (held is null || !StagingLock.IsKept(hidden)) return;
                Restore(parent, hidden);
                TryDelete(Path.Combine(hidden, New));
                TryDelete(Path.Combine(hidden, Old));
            }
            TryDelete(hidden);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or on a file system that cannot be written now.
        }
    }

    // The number of the process, and whether the entry is what was being replaced; null for a name that Sartor never gave.
    private static (int Process, bool IsReplaced)? OlderName(string name, string entry)
    {
        var at = entry.StartsWith($".{name}.", StringComparison.Ordinal) ? 1 : entry.StartsWith($"..{name}.", StringComparison.Ordinal)
            ? 2 : 0;
        if (at == 0 || OlderEnd().Match(entry[(at + name.Length)..]) is not { Success: true } match) return null;
        return int.TryParse(match.Groups["process"].ValueSpan, out var process) ? (process, match.Groups["old"].Success) : null;
    }

    private static void ClearOlder(string hidden, (int Process, bool IsReplaced) older, string place)
    {
        // This process gives no such names: a run in a container of its own may have had its number.
        if (older.Process != Environment.ProcessId && IsRunning(older.Process)) return;
        if (older.IsReplaced && Directory.Exists(hidden) && !Path.Exists(place)) Directory.Move(hidden, place);
        else TryDelete(hidden);
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\.sartor-[0-9a-f]{32}$", RegexOptions.CultureInvariant)]
    private static partial Regex StagingName();

    [GeneratedRegex(@"^\.(?<process>\d+)\.(part(?<old>\.old)?|unverified(\.float)?(\.\d+\.part)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex OlderEnd();
}

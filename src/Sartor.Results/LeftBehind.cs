using System.Diagnostics;

namespace Sartor.Results;

/// <summary>Hidden folders of runs that were killed: <c>.NAME.PID.part</c>, being built, and <c>.NAME.PID.part.old</c>, being replaced.</summary>
internal static class LeftBehind
{
    /// <summary>
    /// Gives an earlier result its place back where a run was killed between its two renames, and deletes what else such runs left.
    /// Folders of processes that still run are left alone.
    /// </summary>
    public static void Recover(string parent, string location)
    {
        var prefix = $".{Path.GetFileName(location)}.";
        if (!Directory.Exists(parent)) return;
        foreach (var folder in Directory.EnumerateDirectories(parent, prefix + "*").Order(StringComparer.Ordinal))
        {
            var parts = Path.GetFileName(folder)[prefix.Length..].Split('.');
            var isOld = parts is [_, "part", "old"];
            if (!(isOld || parts is [_, "part"]) || !int.TryParse(parts[0], out var process) || IsRunning(process)) continue;
            if (isOld && !Directory.Exists(location)) Directory.Move(folder, location);
            else TryDelete(folder);
        }
    }

    /// <summary>Deletes a folder as far as that is possible; the result itself is as it should be in any case.</summary>
    public static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A hidden folder stays behind, for the next run to delete.
        }
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
}

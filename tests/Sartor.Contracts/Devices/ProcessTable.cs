using System.Globalization;

namespace Sartor.Contracts.Devices;

/// <summary>The processes of this machine by what /proc says of them.</summary>
public static class ProcessTable
{
    /// <summary>Numbers of the processes for which a condition holds over number and command line, oldest first.</summary>
    public static IReadOnlyList<int> Where(Func<int, string[], bool> condition)
    {
        var found = new List<(long Start, int Id)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                var words = File.ReadAllText($"{folder}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 0 && condition(id, words)) found.Add((long.Parse(Stat(id)[19], CultureInfo.InvariantCulture), id));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }
        return [.. found.Order().Select(one => one.Id)];
    }

    /// <summary>Whether a process descends from another.</summary>
    public static bool IsBelow(int id, int ancestor)
    {
        while (id > 1 && id != ancestor) id = int.Parse(Stat(id)[1], CultureInfo.InvariantCulture);
        return id == ancestor;
    }

    /// <summary>The group that a process is in, which is called after its leader.</summary>
    public static int GroupOf(int id) => int.Parse(Stat(id)[2], CultureInfo.InvariantCulture);

    /// <summary>What separates its processes from others; null for a process that is gone.</summary>
    public static string? NamespaceOf(int id) => new FileInfo($"/proc/{id}/ns/pid").LinkTarget;

    // The fields behind the name: state, parent, …
    private static string[] Stat(int id)
    {
        var text = File.ReadAllText($"/proc/{id}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }
}

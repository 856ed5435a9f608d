namespace Sartor.Core;

/// <summary>Paths with every link on the way followed, not only the last component.</summary>
public static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>
    /// The absolute path without links. What does not exist yet is kept as it is. Null where there are more links than any sound path
    /// has.
    /// </summary>
    public static string? Of(string path)
    {
        var full = Path.GetFullPath(path);
        var links = 0;
        var real = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(Parts(full, real));
        while (rest.TryPop(out var part))
        {
            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks) return null;
            var followed = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(followed)!;
            foreach (var step in Parts(followed, real)) rest.Push(step);
        }
        return real;
    }

    /// <summary>True where <paramref name="path"/> is <paramref name="folder"/> or lies in it by its name alone; both absolute.</summary>
    public static bool IsBelow(string folder, string path) => IsBelow(folder, path, StringComparison.Ordinal);

    /// <summary>
    /// True where <paramref name="path"/> is the entry <paramref name="folder"/> or lies in it, by whatever links and bind mounts
    /// either is reached. In doubt (too many links, names that differ in case only and no Linux to ask) it is true.
    /// </summary>
    public static bool Holds(string folder, string path)
    {
        if (Of(folder) is not { } root || Of(path) is not { } real) return true;
        if (IsBelow(root, real, OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase)) return true;
        if (FileStatus.Of(root) is not { } status) return false;
        for (var at = real; at is not null; at = Path.GetDirectoryName(at))
        {
            if (FileStatus.Of(at)?.Identity == status.Identity) return true;
        }
        return false;
    }

    private static bool IsBelow(string folder, string path, StringComparison comparison)
    {
        var root = Path.TrimEndingDirectorySeparator(folder);
        return path.StartsWith(root, comparison)
            && (path.Length == root.Length || Path.EndsInDirectorySeparator(root) || path[root.Length] == Path.DirectorySeparatorChar);
    }

    // Last part first, so that pushing them leaves the first on top.
    private static IEnumerable<string> Parts(string full, string root) =>
        full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();
}

using Sartor.Core;

namespace Sartor.Data.Configuration;

/// <summary>Resolves the paths that a data set names and keeps them inside the data set's folder, links included.</summary>
internal static class ContainedPath
{
    private const int MaxLinks = 40;

    /// <summary>The full path of <paramref name="relative"/> inside <paramref name="folder"/>.</summary>
    /// <param name="folder">The data set's folder.</param>
    /// <param name="relative">A path as a file of the data set states it, with <c>/</c> (or the platform's separator).</param>
    /// <param name="namedBy">The file, for the message.</param>
    /// <exception cref="DataSetException">The path is absolute, leaves the folder by <c>..</c> or through a link, or does not
    /// exist.</exception>
    public static string Resolve(string folder, string relative, string namedBy)
    {
        if (relative.Length == 0 || relative.Contains('\0'))
            throw new DataSetException(namedBy, "holds an empty or damaged path; give a path relative to the folder");
        if (Path.IsPathRooted(relative))
            throw new DataSetException(namedBy, $"names '{relative}', an absolute path; give a path relative to the folder");
        var full = Path.GetFullPath(Path.Combine(folder, relative));
        if (!IsInside(Path.GetFullPath(folder), full)) throw Leaves(namedBy, relative);
        if (!File.Exists(full) && !Directory.Exists(full))
            throw new DataSetException(namedBy, $"names '{relative}', which is not there; correct the name or add the file");
        if (!StaysInside(folder, full)) throw Leaves(namedBy, relative);
        return full;
    }

    /// <summary>True where an existing path, after every link on the way is followed, lies inside the folder.</summary>
    public static bool StaysInside(string folder, string path) =>
        RealPath(folder) is { } root && RealPath(path) is { } real && IsInside(root, real);

    private static DataSetException Leaves(string namedBy, string relative) =>
        new(namedBy, $"names '{relative}', which leaves the data set's folder; put the file into the folder");

    private static bool IsInside(string folder, string path)
    {
        var root = Path.TrimEndingDirectorySeparator(folder);
        return path.Equals(root, StringComparison.Ordinal)
            || (path.StartsWith(root, StringComparison.Ordinal)
                && (Path.EndsInDirectorySeparator(root) || path[root.Length] == Path.DirectorySeparatorChar));
    }

    // Null where there are more links than any sound path has.
    private static string? RealPath(string path)
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
            if (++links > MaxLinks) return null;
            var followed = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(followed)!;
            foreach (var step in Parts(followed, real)) rest.Push(step);
        }
        return real;
    }

    // Last part first, so that pushing them leaves the first on top.
    private static IEnumerable<string> Parts(string full, string root) =>
        full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse();
}

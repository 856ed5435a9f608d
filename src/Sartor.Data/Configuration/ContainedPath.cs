using Sartor.Core;

namespace Sartor.Data.Configuration;

/// <summary>Resolves the paths that a data set names and keeps them inside the data set's folder, links included.</summary>
internal static class ContainedPath
{
    /// <summary>The full path of <paramref name="relative"/> inside <paramref name="folder"/>.</summary>
    /// <param name="folder">The data set's folder.</param>
    /// <param name="relative">A path as a file of the data set states it, with <c>/</c> (or the platform's separator).</param>
    /// <param name="namedBy">The file, for the message.</param>
    /// <exception cref="DataSetException">The path is absolute, leaves the folder by <c>..</c> or through a link, or does not
    /// exist.</exception>
    public static string Resolve(string folder, string relative, string namedBy)
    {
        if (relative.Length == 0 || relative.Contains('\0'))
            throw new DataSetException(namedBy, "contains an empty or damaged path; give a path relative to the folder");
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
        RealPath.Of(folder) is { } root && RealPath.Of(path) is { } real && IsInside(root, real);

    private static DataSetException Leaves(string namedBy, string relative) =>
        new(namedBy, $"names '{relative}', which leaves the data set's folder; put the file into the folder");

    private static bool IsInside(string folder, string path)
    {
        var root = Path.TrimEndingDirectorySeparator(folder);
        return path.Equals(root, StringComparison.Ordinal)
            || (path.StartsWith(root, StringComparison.Ordinal)
                && (Path.EndsInDirectorySeparator(root) || path[root.Length] == Path.DirectorySeparatorChar));
    }
}

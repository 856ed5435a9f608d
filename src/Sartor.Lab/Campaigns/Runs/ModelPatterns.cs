using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Finds the models that a campaign names: a file, a glob, or a list, which is a text file with a path in each line.</summary>
internal static class ModelPatterns
{
    private const int MostListBytes = 64 << 20;

    /// <summary>The models behind one word, in ordinal order.</summary>
    /// <param name="pattern">Path, glob with <c>*</c> or <c>**</c>, or a list that ends in <c>.txt</c>.</param>
    /// <param name="folder">Where a relative one starts.</param>
    /// <param name="problem">What is wrong, as a clause; null where the models were found.</param>
    public static IReadOnlyList<string> Find(string pattern, string folder, out string? problem)
    {
        problem = null;
        if (pattern.AsSpan().Contains('*')) return Glob(pattern, folder, out problem);
        var path = Path.GetFullPath(pattern, folder);
        if (pattern.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)) return List(pattern, path, out problem);
        if (File.Exists(path) || Directory.Exists(path)) return [path];
        problem = $"'{pattern}' does not exist";
        return [];
    }

    private static IReadOnlyList<string> Glob(string pattern, string folder, out string? problem)
    {
        problem = null;
        // A rooted pattern starts at its last folder without a wildcard.
        var full = Path.GetFullPath(pattern, folder);
        var first = full.AsSpan().IndexOf('*');
        var start = full[..(full.LastIndexOf(Path.DirectorySeparatorChar, first) + 1)];
        if (!Directory.Exists(start))
        {
            problem = $"'{pattern}' matches nothing: there is no folder {start}";
            return [];
        }
        var found = new Matcher(StringComparison.Ordinal).AddInclude(full[start.Length..])
            .Execute(new DirectoryInfoWrapper(new DirectoryInfo(start))).Files
            .Select(file => Path.GetFullPath(file.Path, start)).Order(StringComparer.Ordinal).ToArray();
        if (found.Length == 0) problem = $"'{pattern}' matches no file";
        return found;
    }

    private static IReadOnlyList<string> List(string pattern, string path, out string? problem)
    {
        problem = null;
        if (!File.Exists(path))
        {
            problem = $"the list '{pattern}' does not exist";
            return [];
        }
        if (new FileInfo(path).Length > MostListBytes)
        {
            problem = $"the list '{pattern}' has more than {MostListBytes >> 20} MiB";
            return [];
        }
        var models = new List<string>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Trim() is not { Length: > 0 } named || named.StartsWith('#')) continue;
            var model = Path.GetFullPath(named, Path.GetDirectoryName(path)!);
            if (!File.Exists(model) && !Directory.Exists(model))
            {
                problem = $"line {number} of the list '{pattern}' names '{named}', which does not exist";
                return [];
            }
            models.Add(model);
        }
        if (models.Count == 0) problem = $"the list '{pattern}' names no model";
        return models;
    }
}

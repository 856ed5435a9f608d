using System.IO.Enumeration;

namespace Sartor.Mutation.Sampling;

/// <summary>A part of the code with a score of its own.</summary>
/// <param name="Name">One word.</param>
/// <param name="Patterns">Folders and globs from the root; those that begin with <c>!</c> leave files out.</param>
internal sealed record Area(string Name, IReadOnlyList<string> Patterns)
{
    /// <summary>True for a file of the area, given as a path from the root with <c>/</c>.</summary>
    public bool Holds(string path) =>
        Patterns.Any(p => p[0] != '!' && Matches(p, path)) && !Patterns.Any(p => p[0] == '!' && Matches(p[1..], path));

    // ** is any folder, as in a glob; * of a simple expression crosses folders as well.
    private static bool Matches(string pattern, string path) => pattern.Contains('*')
        ? FileSystemName.MatchesSimpleExpression(pattern.Replace("**/", "*", StringComparison.Ordinal), path, ignoreCase: false)
        : path == pattern || path.StartsWith(pattern.TrimEnd('/') + "/", StringComparison.Ordinal);
}

/// <summary>The file that says what is mutated.</summary>
/// <param name="Areas">In the order of the file.</param>
/// <param name="LeftOutTests">Folders of test projects that are not run.</param>
internal sealed record AreaFile(IReadOnlyList<Area> Areas, IReadOnlyList<string> LeftOutTests)
{
    private const string NotTests = "not-tests";

    /// <summary>Reads lines of a name and its patterns; <c>#</c> begins a comment.</summary>
    /// <exception cref="MutationException">A line has a name and nothing else, or a name comes twice.</exception>
    public static AreaFile Parse(string text)
    {
        var areas = new List<Area>();
        var tests = new List<string>();
        foreach (var line in text.Split('\n').Select(l => l.Split('#')[0].Trim()).Where(l => l.Length > 0))
        {
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2) throw new MutationException($"The area {words[0]} names no folder.");
            if (areas.Any(a => a.Name == words[0])) throw new MutationException($"The area {words[0]} stands there twice.");
            if (words[0] == NotTests) tests.AddRange(words[1..]);
            else areas.Add(new Area(words[0], words[1..]));
        }
        return new AreaFile(areas, tests);
    }
}

using System.Text.RegularExpressions;

namespace Sartor.Conventions.Tests;

// The compiled code, which LayerTests reads, no longer shows constants, nameof and references of documentation; the sources do.
public sealed partial class UsingTests
{
    public static TheoryData<string> Projects => [.. Sources.Layers.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Using_NamesOnlyFoldersBeforeIt(string project)
    {
        var order = FolderOrder.Of[project];
        var problems = new List<string>();
        foreach (var path in Sources.CSharpUnder($"src/{project}"))
        {
            var own = Array.IndexOf(order, string.Join('.', path.Split('/')[2..^1]));
            if (own < 0) continue;
            foreach (Match match in UsingLine().Matches(Sources.Read(path)))
            {
                var name = match.Groups["name"].Value;
                if (Enumerable.Range(own + 1, order.Length - own - 1).Any(i => IsIn(name, $"{project}.{order[i]}")))
                    problems.Add($"{path}: uses {name}, which stands behind its folder in FolderOrder");
            }
        }

        problems.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Using_NamesOnlyLayersBelowIt(string project)
    {
        var above = Sources.Layers.Keys.Except([project, .. Below(project)]).ToArray();
        var problems = from path in Sources.CSharpUnder($"src/{project}")
                       from Match match in UsingLine().Matches(Sources.Read(path))
                       where above.Any(a => IsIn(match.Groups["name"].Value, a))
                       select $"{path}: {match.Value} is no layer below {project}";

        problems.ShouldBeEmpty();
    }

    // The namespace of the front door is the beginning of all others.
    private static bool IsIn(string name, string space) =>
        name == space || (space != "Sartor" && name.StartsWith(space + ".", StringComparison.Ordinal));

    private static IEnumerable<string> Below(string project) => Sources.Layers[project].SelectMany(p => Below(p).Prepend(p)).Distinct();

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex UsingLine();
}

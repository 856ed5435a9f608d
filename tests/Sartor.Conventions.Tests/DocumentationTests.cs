using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sartor.Contracts;

namespace Sartor.Conventions.Tests;

public sealed partial class DocumentationTests
{
    private static readonly string[] s_stopWords =
    [
        "a", "an", "the", "of", "for", "to", "is", "and", "or", "in", "its", "it", "this", "that", "with", "by", "on", "class", "interface",
        "record", "enum",
    ];

    /// <summary>Verbs that are described and not yet there; to be empty.</summary>
    internal static readonly string[] Coming = [];

    public static TheoryData<string> Libraries => [.. Sources.Layers.Keys.Except(["Sartor.Cli", "Sartor.Worker"])];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicType_HasASummaryThatIsNoEcho(string project)
    {
        var summaries = Summaries(project);
        foreach (var type in Sources.Types(project).Where(t => t.IsVisible))
        {
            var summary = summaries.GetValueOrDefault($"T:{type.FullName!.Replace('+', '.')}");
            summary.ShouldNotBeNullOrWhiteSpace($"{type.FullName} has no summary");
            Echoes(type.Name.Split('`')[0], summary).ShouldBeFalse($"{type.FullName}: \"{summary}\" says no more than the name");
        }
    }

    [Fact]
    public void Link_OfAPage_LeadsSomewhere()
    {
        var problems = new List<string>();
        foreach (var page in Pages())
        {
            foreach (Match match in Link().Matches(Sources.Read(page)))
            {
                var target = match.Groups[1].Value.Split('#')[0];
                if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal)) continue;
                if (!Path.Exists(Path.Combine(TestFiles.Root, Path.GetDirectoryName(page)!, target)))
                    problems.Add($"{page}: {match.Groups[1].Value}");
            }
        }

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void Page_OfDocs_IsInTheIndex()
    {
        var index = Sources.Read("docs/README.md");

        Sources.Under("docs")
            .Where(p =>
                p.EndsWith(".md", StringComparison.Ordinal) && p != "docs/README.md"
                    && !p.StartsWith("docs/decisions/", StringComparison.Ordinal)
                    && !index.Contains(p["docs/".Length..], StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Command_OfAPage_Exists()
    {
        var verbs = Verbs().Concat(Coming).ToArray();
        var problems = from page in Pages()
                       from Match block in CodeBlock().Matches(Sources.Read(page))
                       from Match command in Command().Matches(block.Value)
                       where !verbs.Contains(command.Groups[1].Value)
                       select $"{page}: {command.Value.Trim()}";

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void Verb_IsInTheReadme()
    {
        var readme = Sources.Read("README.md");

        Verbs().Where(v => !readme.Contains($"| `{v}` |", StringComparison.Ordinal)).ShouldBeEmpty("README.md has a table of the verbs");
    }

    [Fact]
    public void Changelog_HasWhatIsBuilt()
    {
        var version = Regex.Match(Sources.Read("Directory.Build.props"), "<Version>([^<]+)</Version>").Groups[1].Value;
        var changelog = Sources.Read("CHANGELOG.md");

        (changelog.Contains($"## {version}", StringComparison.Ordinal) || changelog.Contains("## Unreleased", StringComparison.Ordinal))
            .ShouldBeTrue();
    }

    private static IEnumerable<string> Verbs() =>
        Sources.Types("Sartor.Cli").Where(t => t.GetInterfaces().Any(i => i.Name == "ICliCommand"))
        .Select(t => (string)t.GetProperty("Name")!.GetValue(Activator.CreateInstance(t, nonPublic: true))!);

    private static IEnumerable<string> Pages() =>
        Sources.Under("docs", "python", "bench", "samples").Concat(["README.md", "CHANGELOG.md"])
            .Where(p => p.EndsWith(".md", StringComparison.Ordinal));

    private static Dictionary<string, string> Summaries(string project) =>
        XDocument.Load(Path.ChangeExtension(Sources.Assembly(project).Location, ".xml")).Descendants("member")
            .ToDictionary(m => m.Attribute("name")!.Value, m => m.Element("summary") is { } s ? Plain(s) : "");

    private static string Plain(XElement summary) => string.Concat(summary.DescendantNodes().Select(n => n switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => $" {see.Attribute("cref")?.Value} ",
        _ => "",
    })).Trim();

    private static bool Echoes(string name, string summary)
    {
        var words = NameWord().Matches(name).Select(m => m.Value.ToLowerInvariant()).ToHashSet();
        return Word().Matches(summary).Select(m => m.Value.ToLowerInvariant()).Except(s_stopWords)
            .All(w => words.Contains(w) || words.Contains(w.TrimEnd('s')));
    }

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"(?:^|\n)\s*(?:sartor|dotnet run[^\n]*Sartor\.Cli --) ([a-z]+)")]
    private static partial Regex Command();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z]+|[0-9]+")]
    private static partial Regex NameWord();

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Word();
}

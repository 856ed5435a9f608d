using System.Text.RegularExpressions;
using Sartor.Contracts;

namespace Sartor.Conventions.Tests;

// DocumentationTests has the verbs; here are the rest of the words that a reader types.
public sealed partial class PageCommandTests
{
    // Of dotnet and the shell around it.
    private static readonly string[] s_verbs = ["build", "run", "test", "format", "restore", "publish", "tool", "add"];

    [Fact]
    public void Option_OfASartorCommand_Exists()
    {
        var code = string.Concat(Sources.CSharpUnder("src/Sartor.Cli").Select(Sources.Read));
        var problems = from page in Pages()
                       from Match command in SartorCommand().Matches(Code(page))
                       from Match option in Option().Matches(command.Groups["arguments"].Value)
                       where !DocumentationTests.Coming.Contains(command.Groups["arguments"].Value.Split(' ')[0])
                       where option.Value is not "--help" and not "--version"
                           && !code.Contains($"\"{option.Value}\"", StringComparison.Ordinal)
                       select $"{page}: {option.Value} in \"{command.Value.Trim()}\" is no option of Sartor.Cli";

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void DotnetCommand_NamesAVerbAndProjectsThatExist()
    {
        var problems = from page in Pages()
                       from Match command in DotnetCommand().Matches(Code(page))
                       from problem in ProblemsOf(command)
                       select $"{page}: {problem} in \"{command.Value.Trim()}\"";

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void Filter_OfATestCommand_FindsTests()
    {
        var names = Sources.CSharpUnder("tests").Select(p => Path.ChangeExtension(p, null).Replace('/', '.')).ToArray();
        var methods = Sources.CSharpUnder("tests").Select(Sources.Read).ToArray();
        var problems = from page in Pages()
                       from Match filter in Filter().Matches(Code(page))
                       let wanted = filter.Groups["name"].Value
                       where !names.Any(n => n.Contains(wanted, StringComparison.Ordinal)) && !IsAMethod(wanted)
                       select $"{page}: --filter {wanted} finds no test";

        problems.ShouldBeEmpty();

        bool IsAMethod(string wanted)
        {
            var parts = wanted.Split('.');
            return parts.Length > 1 && names.Zip(methods).Any(f =>
                f.First.EndsWith(string.Join('.', parts[..^1]), StringComparison.Ordinal)
                    && f.Second.Contains($" {parts[^1]}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void EnvironmentVariable_OfAPage_IsRead()
    {
        var code = string.Concat(
            Sources.Under("src", "tests", "native", "bench", "python").Concat(["Directory.Build.props", "Directory.Build.targets"])
            .Where(p => Path.GetExtension(p) is ".cs" or ".targets" or ".props" or ".py").Select(Sources.Read));
        var problems = from page in Pages()
                       from Match match in Variable().Matches(Sources.Read(page))
                       where !code.Contains(match.Value, StringComparison.Ordinal)
                       select $"{page}: nothing reads {match.Value}";

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void SourcePath_OfAPage_Exists()
    {
        var problems = from page in Pages()
                       from Match match in SourcePath().Matches(Sources.Read(page))
                       where !Path.Exists(Path.Combine(TestFiles.Root, match.Groups["path"].Value))
                       select $"{page}: {match.Groups["path"].Value} does not exist";

        problems.ShouldBeEmpty();
    }

    private static IEnumerable<string> ProblemsOf(Match command)
    {
        var verb = command.Groups["verb"].Value;
        if (!s_verbs.Contains(verb)) yield return $"dotnet {verb} is not used here";
        foreach (Match path in ProjectPath().Matches(command.Value))
        {
            var folder = Path.Combine(TestFiles.Root, path.Value);
            if (!Directory.Exists(folder) || Directory.GetFiles(folder, "*.csproj").Length == 0) yield return $"no project in {path.Value}";
        }
    }

    private static IEnumerable<string> Pages() =>
        Sources.Under("docs", "python", "bench", "samples", "src", "tests").Concat(["README.md", "CHANGELOG.md"])
            .Where(p => p.EndsWith(".md", StringComparison.Ordinal));

    // Blocks and spans of code, one a line.
    private static string Code(string page) => string.Join('\n', CodeText().Matches(Sources.Read(page)).Select(m => m.Value.Trim('`')));

    [GeneratedRegex("```.*?```|`[^`\n]+`", RegexOptions.Singleline)]
    private static partial Regex CodeText();

    [GeneratedRegex(@"(?:^|[\n;&|]\s*)(?:sartor|dotnet run[^\n]*?Sartor\.Cli --) (?<arguments>[^\n#|&;]*)")]
    private static partial Regex SartorCommand();

    [GeneratedRegex(@"(?<!\S)--[a-z][a-z0-9-]*")]
    private static partial Regex Option();

    [GeneratedRegex(@"\bdotnet (?<verb>[a-z-]+)[^\n#]*")]
    private static partial Regex DotnetCommand();

    [GeneratedRegex(@"(?<=\s)(?:src|tests|bench)/[\w./-]+")]
    private static partial Regex ProjectPath();

    [GeneratedRegex(@"--filter (?:FullyQualifiedName~)?(?<name>[\w.]+)")]
    private static partial Regex Filter();

    [GeneratedRegex(@"\bSARTOR_[A-Z_]+")]
    private static partial Regex Variable();

    // Placeholders, Xxx and words in capitals, stand for more than one file.
    [GeneratedRegex(@"`(?<path>(?:src|tests|bench|eng|samples|python|native)/(?![\w./-]*(?:Xxx|\b[A-Z]+\b))[\w./-]+?)/?`")]
    private static partial Regex SourcePath();
}

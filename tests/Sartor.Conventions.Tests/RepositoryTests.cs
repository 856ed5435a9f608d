using System.Text.RegularExpressions;
using Sartor.Contracts;

namespace Sartor.Conventions.Tests;

public sealed partial class RepositoryTests
{
    // Only this one is hidden and ours.
    private const string Ci = ".ci";

    private static readonly string[] s_made = ["bin", "obj", "node_modules", "TestResults", "artifacts"];

    [Theory]
    [InlineData("README.md")]
    [InlineData("LICENSE")]
    [InlineData("NOTICE")]
    [InlineData("CHANGELOG.md")]
    [InlineData("docs/README.md")]
    [InlineData("docs/scope.md")]
    [InlineData(".editorconfig")]
    public void File_ThatAReaderExpects_IsThere(string path) =>
        File.Exists(Path.Combine(TestFiles.Root, path)).ShouldBeTrue(path);

    [Fact]
    public void Text_NamesNoFolderOfOneMachine() => Lines(MachinePath(), "is a path of one machine").ShouldBeEmpty();

    [Fact]
    public void Text_NamesNoPackageRegistry() =>
        Lines(RegistryAddress(), "is the address of a registry; those who build choose theirs").ShouldBeEmpty();

    [Fact]
    public void BuildFile_OfAProject_ReplacesNoneOfTheRoot() =>
        Sources.Under("src")
            .Where(p => Path.GetFileName(p) is "Directory.Build.props" or "Directory.Build.targets" or "Directory.Packages.props"
                or ".editorconfig")
            .ShouldBeEmpty("the rules of the root hold for each project of src");

    [Fact]
    public void Project_SwitchesNoRuleOff()
    {
        var problems = from path in Sources.Under("src").Where(p => p.EndsWith(".csproj", StringComparison.Ordinal))
                       from Match match in SwitchedOff().Matches(Sources.Read(path))
                       select $"{path}: {match.Value}";

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void Console_IsOnlyOfTheCommandLineAndTheWorker()
    {
        var problems = from path in Sources.CSharpUnder("src")
                       where !path.StartsWith("src/Sartor.Cli/", StringComparison.Ordinal)
                           && !path.StartsWith("src/Sartor.Worker/", StringComparison.Ordinal)
                       from Match match in ConsoleUse().Matches(Sources.Read(path))
                       select $"{path}: {match.Value}; return a value or a Diagnostic";

        problems.ShouldBeEmpty();
    }

    private static IEnumerable<string> Lines(Regex forbidden, string why) =>
        from path in Texts()
        from line in Sources.Lines(path).Select((text, i) => (Text: text, Number: i + 1))
        let match = forbidden.Match(line.Text)
        where match.Success
        select $"{path}:{line.Number}: {match.Value} {why}";

    private static IEnumerable<string> Texts()
    {
        var root = new DirectoryInfo(TestFiles.Root);
        // Folders named sartor-… are results of the command line.
        var folders = root.EnumerateDirectories().Select(d => d.Name)
            .Where(n => n == Ci || (n[0] != '.' && !s_made.Contains(n) && !n.StartsWith("sartor-", StringComparison.Ordinal)));
        return root.EnumerateFiles().Select(f => f.Name)
            .Where(n => n[0] != '.' || n.StartsWith(".git", StringComparison.Ordinal) || n == ".editorconfig").Where(n => n != ".git")
            .Concat(Sources.Under([.. folders])).Where(IsText);
    }

    // As git has it: a file with a zero among its first 8,000 bytes is binary.
    private static bool IsText(string path)
    {
        using var file = File.OpenRead(Path.Combine(TestFiles.Root, path));
        var start = new byte[8000];
        return !start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)).Contains((byte)0);
    }

    [GeneratedRegex(@"(?<![\w.~$}<*-])/(?:work|farm|tmp|root|home|mnt|Users)/|\b[A-Z]:\\Users\b")]
    private static partial Regex MachinePath();

    [GeneratedRegex(
        """(?:https?|git|ssh)://[^\s/"'<>]*(?:registry|nuget|npmjs|pypi|artifactory|nexus|mirror|proxy|\.internal|\.corp)[^\s"'<>]*""")]
    private static partial Regex RegistryAddress();

    [GeneratedRegex(
        "<(?:ImportDirectoryBuild(?:Props|Targets)|TreatWarningsAsErrors|RunAnalyzers\\w*|EnforceCodeStyleInBuild|"
        + "Nullable|IsTestProject|NoWarn|AnalysisLevel|ManagePackageVersionsCentrally)>[^<]*|<AdditionalFiles "
        + "Remove=[^>]*|VersionOverride=[^ >]*")]
    private static partial Regex SwitchedOff();

    [GeneratedRegex(@"(?<![\w.""])(?:System\.)?Console\.\w+|^using (?:static )?System\.Console;", RegexOptions.Multiline)]
    private static partial Regex ConsoleUse();
}

using System.Text.RegularExpressions;

namespace Sartor.Conventions.Tests;

public sealed partial class FileTests
{
    private const int MostLines = 500;
    private const int MostColumns = 140;

    // A file holds one type under its own name. Beside it may stand companions that make no sense without it (the record that its
    // method returns, the leaf exceptions of one base), as long as each is small.
    private const int MostCompanionLines = 30;

    // Structs of one C header, as that header has them.
    private static readonly string[] s_collections = ["src/Sartor.Engines/TFLite/TfLiteStructs.cs"];

    private static readonly string[] s_written = [".cs", ".js", ".mjs", ".css", ".py", ".c", ".md", ".targets", ".props"];

    [Fact]
    public void File_IsNoLongerThan500Lines() =>
        Sources.Under("src", "tests", "bench", "python", "docs", "eng").Where(p => s_written.Contains(Path.GetExtension(p)))
            .Where(p => Sources.Lines(p).Length > MostLines).ShouldBeEmpty();

    [Fact]
    public void Line_HasAtMost140Characters() =>
        Sources.Under("src", "tests", "bench", "eng", "native").Where(p => Path.GetExtension(p) == ".cs")
            .SelectMany(p => Sources.Lines(p).Select((line, i) => (Place: $"{p}:{i + 1}", line.Length)))
            .Where(line => line.Length > MostColumns).Select(line => $"{line.Place} has {line.Length}").ShouldBeEmpty();

    [Fact]
    public void Namespace_IsTheFolder()
    {
        foreach (var path in Sources.CSharpUnder("src", "tests", "bench"))
        {
            var expected = string.Join('.', path.Split('/')[1..^1]);
            if (NamespaceLine().Match(Sources.Read(path)) is { Success: true } match)
                match.Groups[1].Value.ShouldBe(expected, path);
            else
                Sources.Lines(path).Where(l => TypeLine().IsMatch(l) || l.StartsWith("namespace ", StringComparison.Ordinal))
                    .ShouldBeEmpty($"{path} needs the line \"namespace {expected};\"");
        }
    }

    [Fact]
    public void File_HoldsOneTypeOfItsNameAndSmallCompanions()
    {
        var problems = new List<string>();
        foreach (var path in Sources.CSharpUnder("src"))
        {
            var lines = Sources.Lines(path);
            var types = Enumerable.Range(0, lines.Length).Select(i => (Line: i, Match: TypeLine().Match(lines[i])))
                .Where(t => t.Match.Success).ToArray();
            if (types.Length == 0) continue;
            // Partial types have one file for each aspect: Convolution.Onnx.cs.
            var own = Path.GetFileName(path).Split('.')[0];
            if (!s_collections.Contains(path) && types.All(t => t.Match.Groups["name"].Value != own))
                problems.Add($"{path} has no type {own}");
            for (var i = 0; i < types.Length; i++)
            {
                var name = types[i].Match.Groups["name"].Value;
                var length = (i + 1 < types.Length ? types[i + 1].Line : lines.Length) - types[i].Line;
                if (name != own && length > MostCompanionLines)
                    problems.Add($"{path}: {name} has {length} lines and wants a file of its own");
            }
        }

        problems.ShouldBeEmpty();
    }

    [Fact]
    public void TestFile_IsNamedAfterItsClass()
    {
        foreach (var path in Sources.CSharpUnder("tests"))
        {
            var text = Sources.Read(path);
            if (!text.Contains("[Fact", StringComparison.Ordinal) && !text.Contains("[Theory", StringComparison.Ordinal)) continue;
            var file = Path.GetFileNameWithoutExtension(path).Split('.')[0];
            (file.EndsWith("Tests", StringComparison.Ordinal) || file.EndsWith("Contract", StringComparison.Ordinal))
                .ShouldBeTrue($"{path} holds tests");
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    // Declarations of a file-scoped namespace stand at the start of a line.
    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|readonly|partial|unsafe|ref)\s+)*(?:class|record "
        + @"struct|record|struct|interface|enum)\s+(?<name>\w+)")]
    private static partial Regex TypeLine();
}

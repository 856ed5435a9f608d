using Sartor.Contracts;
using Sartor.Convert.Lowering;
using Sartor.Graph.Passes;

namespace Sartor.Conventions.Tests;

public sealed class PassTests
{
    private const string Page = "docs/passes.md";

    public static TheoryData<string> Passes => [.. Sources.Types("Sartor.Graph").Where(t => t.IsClass && t.IsAssignableTo(typeof(IGraphPass))).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Passes))]
    public void Pass_HasATestClass(string pass)
    {
        var path = $"tests/Sartor.Graph.Tests/Passes/{pass}Tests.cs";

        File.Exists(Path.Combine(TestFiles.Root, path)).ShouldBeTrue($"{pass} has no tests; they belong in {path}");
        Sources.Read(path).ShouldContain($"class {pass}Tests", Case.Sensitive, path);
    }

    [Theory]
    [MemberData(nameof(Passes))]
    public void Pass_IsInTheTableOfItsPage(string pass) =>
        Sources.Read(Page).ShouldContain($"| `{pass[..^"Pass".Length]}` |", Case.Sensitive, $"{Page} says nothing of {pass}");

    // A pass that nobody runs is dead; the list of the lowering is the one place that names them.
    [Theory]
    [MemberData(nameof(Passes))]
    public void Pass_StandsInTheListOfTheLowering(string pass)
    {
        var path = $"src/Sartor.Convert/Lowering/{nameof(TFLiteLowering)}.cs";

        Sources.Read(path).ShouldContain($"new {pass}(", Case.Sensitive, $"{path} does not run {pass}");
    }

    [Fact]
    public void Table_NamesNoPassThatIsGone()
    {
        var known = Passes.Select(p => p.Data).ToHashSet();
        var named = Sources.Lines(Page).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1] + "Pass");

        named.Where(n => !known.Contains(n)).ShouldBeEmpty($"{Page} describes passes that do not exist");
    }
}

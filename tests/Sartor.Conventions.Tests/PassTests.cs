using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Graph.Passes;

namespace Sartor.Conventions.Tests;

public sealed class PassTests
{
    private const string Page = "docs/passes.md";

    public static TheoryData<string> Passes =>
        [.. Sources.Types("Sartor.Graph").Where(t => t.IsClass && t.IsAssignableTo(typeof(IGraphPass))).Select(t => t.Name)];

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

    // A pass that nobody runs is dead.
    [Theory]
    [MemberData(nameof(Passes))]
    public void Pass_StandsInTheLoweringOfATarget(string pass) =>
        ConversionTargets.Catalog.All.ShouldContain(
            target => target.Lowering.Passes.Any(p => p.GetType().Name == pass), $"the lowering of no target runs {pass}");

    [Fact]
    public void Table_NamesNoPassThatIsGone()
    {
        var known = Passes.Select(p => p.Data).ToHashSet();
        var named = Sources.Lines(Page).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1] + "Pass");

        named.Where(n => !known.Contains(n)).ShouldBeEmpty($"{Page} describes passes that do not exist");
    }
}

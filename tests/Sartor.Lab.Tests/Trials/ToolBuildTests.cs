using System.Reflection;
using Sartor.Lab.Trials;

namespace Sartor.Lab.Tests.Trials;

public sealed class ToolBuildTests
{
    [Fact]
    public void Build_IsThatOfEveryAssemblyWhoseCodeDecidesAStep()
    {
        var key = ToolBuild.Of(ToolBuild.Parts);
        foreach (var name in (string[])["Core", "Graph", "Formats", "Data", "Results", "Engines", "Workers", "Convert", "Lab"])
        {
            var assembly = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == $"Sartor.{name}");
            key.Text.ShouldContain($"Sartor.{name}={assembly.ManifestModule.ModuleVersionId}\n");
        }
        key.Id.ShouldBe(ToolBuild.Id);
    }

    // A program that is compiled ahead of time cannot ask an assembly what it refers to.
    [Fact]
    public void Parts_AreAllThatTheLabRefersTo()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<Assembly>([typeof(ToolBuild).Assembly]);
        while (open.TryPop(out var assembly))
        {
            if (!found.Add(assembly.GetName().Name!)) continue;
            foreach (var name in assembly.GetReferencedAssemblies().Where(n => n.Name!.StartsWith("Sartor.", StringComparison.Ordinal)))
                open.Push(Assembly.Load(name));
        }
        ToolBuild.Parts.Select(part => part.GetName().Name!).Order(StringComparer.Ordinal).ShouldBe(found);
    }

    [Fact]
    public void OtherAssemblies_AreAnotherBuild() => ToolBuild.Of([typeof(Core.Shape).Assembly]).Id.ShouldNotBe(ToolBuild.Id);
}

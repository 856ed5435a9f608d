using Sartor.Lab.Trials;

namespace Sartor.Lab.Tests.Trials;

public sealed class ToolBuildTests
{
    [Fact]
    public void Build_IsThatOfEveryAssemblyWhoseCodeDecidesAStep()
    {
        var key = ToolBuild.Of(typeof(ToolBuild).Assembly);
        foreach (var name in (string[])["Core", "Graph", "Formats", "Data", "Results", "Engines", "Workers", "Convert", "Lab"])
        {
            var assembly = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == $"Sartor.{name}");
            key.Text.ShouldContain($"Sartor.{name}={assembly.ManifestModule.ModuleVersionId}\n");
        }
        key.Id.ShouldBe(ToolBuild.Id);
    }

    [Fact]
    public void OtherAssemblies_AreAnotherBuild() => ToolBuild.Of(typeof(Core.Shape).Assembly).Id.ShouldNotBe(ToolBuild.Id);
}

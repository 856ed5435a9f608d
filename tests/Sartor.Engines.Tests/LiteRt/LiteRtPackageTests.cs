using Sartor.Contracts;
using Sartor.Engines.LiteRt;

namespace Sartor.Engines.Tests.LiteRt;

/// <summary>The engine is optional: what is missing is said with how to get it.</summary>
public sealed class LiteRtPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _programs;

    public LiteRtPackageTests()
    {
        _programs = Directory.CreateDirectory(Path.Combine(_folder.Path, "bin")).FullName;
        File.WriteAllText(Path.Combine(_programs, OperatingSystem.IsWindows() ? "node.exe" : "node"), "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Package_ThatIsThere_IsFoundWithItsVersion()
    {
        WriteManifest("{ \"version\": \"2.5.3\" }");

        LiteRtPackage.Find(_folder.Path, _programs, out var package, out var problem).ShouldBeTrue(problem);

        package!.Version.ShouldBe("2.5.3");
        package.Node.ShouldStartWith(_programs);
    }

    [Fact]
    public void Node_ThatIsMissing_IsNamed()
    {
        WriteManifest("{ \"version\": \"2.5.3\" }");

        LiteRtPackage.Find(_folder.Path, Path.Combine(_folder.Path, "nothing"), out _, out var problem).ShouldBeFalse();

        problem!.ShouldContain("Node.js");
    }

    [Fact]
    public void Package_ThatIsMissing_IsNamedWithTheCommand()
    {
        LiteRtPackage.Find(_folder.Path, _programs, out _, out var problem).ShouldBeFalse();

        problem!.ShouldContain("npm ci --ignore-scripts");
        problem.ShouldContain("SARTOR_LITERT");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{ \"version\": 2 }")]
    [InlineData("{")]
    public void Manifest_WithoutAVersion_IsAProblem(string manifest)
    {
        WriteManifest(manifest);

        LiteRtPackage.Find(_folder.Path, _programs, out _, out var problem).ShouldBeFalse();

        problem!.ShouldContain("names no version");
    }

    private void WriteManifest(string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "node_modules", "@litertjs", "core")).FullName;
        File.WriteAllText(Path.Combine(folder, "package.json"), text);
    }
}

using System.Collections;
using System.IO.Compression;
using Sartor.Contracts;

namespace Sartor.Packages.Tests;

/// <summary>The library, as a project outside of this repository references it.</summary>
public sealed class LibraryPackageTests : IDisposable
{
    private readonly TemporaryFolder _project = new();

    public void Dispose() => _project.Dispose();

    // Restoring takes the feeds and caches of the user.
    private static Dictionary<string, string> Environment() => System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(variable => !((string)variable.Key).StartsWith("SARTOR_", StringComparison.Ordinal))
        .ToDictionary(variable => (string)variable.Key, variable => (string)variable.Value!);

    [Fact]
    public async Task Sample_WithThePackages_ConvertsAndRecommends()
    {
        var sample = Path.Combine(TestFiles.Root, "samples", "csharp");
        File.Copy(Path.Combine(sample, "Program.cs"), Path.Combine(_project.Path, "Program.cs"));
        await File.WriteAllTextAsync(Path.Combine(_project.Path, "Own.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestorePackagesPath>{Path.Combine(_project.Path, "packages")}</RestorePackagesPath>
                <RestoreAdditionalProjectSources>{PackedFiles.Folder()}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Sartor.Library" Version="{PackedFiles.Version()}" />
                <PackageReference Include="Sartor.Library.Native.{PackedFiles.Rid}" Version="{PackedFiles.Version()}" />
              </ItemGroup>
            </Project>
            """, TestContext.Current.CancellationToken);
        var dotnet = Path.Combine(ToolPackageTests.DotNetFolder(), "dotnet");
        (await Finished.RunAsync(_project.Path, Environment(), dotnet, "build", "-o", "out", "-nologo", "--disable-build-servers"))
            .ShouldSucceed();

        var fashion = Path.Combine(TestFiles.Root, "samples", "fashion");
        var run = await Finished.RunAsync(
            _project.Path, new Dictionary<string, string> { ["HOME"] = _project.Path }, dotnet,
            Path.Combine("out", "Own.dll"), Path.Combine(fashion, "model.onnx"), Path.Combine(fashion, "dataset.yaml"));
        run.ShouldSucceed();
        run.Output.ShouldContain("wrote model.float16.tflite");
        run.Output.ShouldMatch(@"ship \S+\.tflite, [0-9]+ bytes");
        File.Exists(Path.Combine(_project.Path, "model.float16.tflite")).ShouldBeTrue();
    }

    [Fact]
    public void Library_HasEveryAssemblyWithItsDocumentation_AndNoNativeLibrary()
    {
        using var package = ZipFile.OpenRead(PackedFiles.File($"Sartor.Library.{PackedFiles.Version()}.nupkg"));
        var names = package.Entries.Select(entry => entry.FullName).ToArray();
        string[] assemblies =
        [
            "Sartor.Convert", "Sartor.Core", "Sartor.Data", "Sartor.Engines", "Sartor.Formats", "Sartor.Graph", "Sartor.Lab",
            "Sartor.Library", "Sartor.Results", "Sartor.Workers",
        ];
        foreach (var suffix in (string[])[".dll", ".xml"])
        {
            var packed = names.Where(
                name => name.StartsWith("lib/net10.0/", StringComparison.Ordinal) && Path.GetExtension(name) == suffix);
            packed.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).ShouldBe(assemblies);
        }
        names.ShouldNotContain(name => name.Contains("native/", StringComparison.Ordinal));
        names.ShouldContain("tools/sartor-worker.dll");
    }
}

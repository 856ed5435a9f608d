using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Xml.Linq;
using Sartor.Contracts;

namespace Sartor.Packages.Tests;

/// <summary>The .NET tool, as a user installs it.</summary>
public sealed class ToolPackageTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    // The SDK makes the program executable by a program of the system.
    private Dictionary<string, string> OfTheSdk() => new()
    {
        ["HOME"] = _home.Path,
        ["PATH"] = "/usr/bin:/bin",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
    };

    // Nothing is on the path: no Node.js and no .NET.
    private Dictionary<string, string> OfTheUser() => new() { ["HOME"] = _home.Path };

    // …/shared/Microsoft.NETCore.App/VERSION/
    internal static string DotNetFolder() =>
        Directory.GetParent(RuntimeEnvironment.GetRuntimeDirectory())!.Parent!.Parent!.Parent!.FullName;

    [Fact]
    public async Task Tool_InstalledInAnEmptyHome_RunsTheDemo()
    {
        var config = Path.Combine(_home.Path, "nuget.config");
        var source = $"""<clear /><add key="packed" value="{PackedFiles.Folder()}" />""";
        await File.WriteAllTextAsync(
            config, $"<configuration><packageSources>{source}</packageSources></configuration>", TestContext.Current.CancellationToken);
        var installed = await Finished.RunAsync(
            _home.Path, OfTheSdk(), Path.Combine(DotNetFolder(), "dotnet"),
            "tool", "install", "--global", "sartor", "--version", PackedFiles.Version(), "--configfile", config);
        installed.ShouldSucceed();

        var sartor = Path.Combine(_home.Path, ".dotnet", "tools", "sartor");
        var demo = await Finished.RunAsync(_home.Path, OfTheUser(), sartor, "demo", "--quick");
        demo.ShouldSucceed();
        DemoResult.ShouldBeComplete(Path.Combine(_home.Path, "sartor-demo"));
    }

    [Fact]
    public void Pointer_NamesAPackageForEachKindOfMachine_AndHoldsNoProgram()
    {
        using var package = ZipFile.OpenRead(PackedFiles.File($"sartor.{PackedFiles.Version()}.nupkg"));
        var settings = package.Entries.Single(entry => entry.Name == "DotnetToolSettings.xml");
        using var stream = settings.Open();
        XDocument.Load(stream).Descendants("RuntimeIdentifierPackage").Select(p => p.Attribute("RuntimeIdentifier")!.Value).Order()
            .ShouldBe(["linux-arm64", "linux-x64", "osx-arm64", "win-x64"]);
        package.Entries.ShouldNotContain(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("linux-x64", "libonnxruntime.so", "libtensorflowlite_c.so", "libvips.so.42")]
    [InlineData("linux-arm64", "libonnxruntime.so", "libtensorflowlite_c.so", "libvips.so.42")]
    [InlineData("osx-arm64", "libonnxruntime.dylib", "libtensorflowlite_c.dylib", "libvips.42.dylib")]
    [InlineData("win-x64", "onnxruntime.dll", "tensorflowlite_c.dll", "libvips-42.dll")]
    public void Package_HasEnginesOfItsKindOfMachine_WorkersForDevices_AndSamples(string rid, params string[] libraries)
    {
        using var package = ZipFile.OpenRead(PackedFiles.File($"sartor.{rid}.*.nupkg"));
        var names = package.Entries.Select(entry => entry.FullName).ToArray();
        var own = names.Where(name => !name.Contains("/runners/", StringComparison.Ordinal)).ToArray();
        foreach (var library in libraries) own.Count(name => name.EndsWith($"/native/{library}", StringComparison.Ordinal)).ShouldBe(1);
        names.ShouldContain(name => name.EndsWith("/samples/fashion/model.onnx", StringComparison.Ordinal));
        // Workers for phones and boards; that of the own kind of machine takes the libraries above.
        (string, string)[] devices = [("linux-x64", "ld-linux-x86-64.so.2"), ("linux-arm64", "ld-linux-aarch64.so.1")];
        foreach (var (kind, loader) in devices)
        {
            string[] runner = [.. names.Where(name => name.Contains($"/runners/{kind}/", StringComparison.Ordinal))];
            runner.Count(name => Path.GetFileName(name) is "sartor-worker" or "sartor-worker.build").ShouldBe(2);
            runner.ShouldContain(name => name.EndsWith($"/glibc/{loader}", StringComparison.Ordinal));
            runner.Count(name => name.Contains("/native/", StringComparison.Ordinal)).ShouldBe(kind == rid ? 0 : 2);
        }
        names.ShouldContain(name => name.EndsWith("/LICENSE", StringComparison.Ordinal) || name == "LICENSE");
    }
}

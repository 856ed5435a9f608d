using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sartor.Contracts;

namespace Sartor.Conventions.Tests;

public sealed class NoticeTests
{
    /// <summary>What each manifest takes from others: the manifest's path, the part's name and version.</summary>
    public static TheoryData<string, string, string> Parts =>
    [
        .. XDocument.Load(Path.Combine(TestFiles.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Select(p => ("Directory.Packages.props", p.Attribute("Include")!.Value, p.Attribute("Version")!.Value)),
        .. NpmParts("native/package.json"),
        .. NpmParts("eng/kernels/package.json"),
        .. NpmParts("tests/oracles/package.json"),
    ];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Notice_NamesThePartInItsVersion(string manifest, string part, string version) =>
        Regex.IsMatch(Sources.Read("NOTICE"), $@"(?<![\w.@/-]){Regex.Escape(part)} {Regex.Escape(version)}(?![\w.-])")
            .ShouldBeTrue($"NOTICE does not name \"{part} {version}\" of {manifest} with its licence");

    [Theory]
    [MemberData(nameof(Parts))]
    public void Version_IsOneVersion(string manifest, string part, string version) =>
        version.ShouldMatch(@"^\d+\.\d+\.\d+[\w.-]*$", $"{manifest}: {part} is a range; builds repeat only with exact versions");

    private static IEnumerable<(string, string, string)> NpmParts(string manifest)
    {
        using var json = JsonDocument.Parse(Sources.Read(manifest));
        return
        [
            .. from kind in (string[])["dependencies", "devDependencies", "optionalDependencies"]
               where json.RootElement.TryGetProperty(kind, out _)
               from part in json.RootElement.GetProperty(kind).EnumerateObject()
               select (manifest, part.Name, part.Value.GetString()!),
        ];
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Sartor.Engines.LiteRt;

/// <summary>
/// The npm package and the program that runs it. Both are optional: the build does not fetch them. The package is looked for in the
/// folder that <c>SARTOR_LITERT</c> names, or else in <c>eng/kernels</c> of the source tree that the program lies in.
/// </summary>
/// <param name="Node">The program of Node.js.</param>
/// <param name="Folder">The folder of <c>@litertjs/core</c>.</param>
/// <param name="Version">Of the package.</param>
internal sealed record LiteRtPackage(string Node, string Folder, string Version)
{
    private const string Variable = "SARTOR_LITERT";
    private const string InTree = "eng/kernels";

    /// <summary>Finds both.</summary>
    /// <param name="package">What was found.</param>
    /// <param name="problem">What is missing and how to get it, without a full stop.</param>
    public static bool Find([NotNullWhen(true)] out LiteRtPackage? package, [NotNullWhen(false)] out string? problem) => Find(
        Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("PATH") ?? "", out package, out problem);

    /// <summary>The same with what the environment says.</summary>
    /// <param name="named">The folder of <c>SARTOR_LITERT</c>; null or empty for none.</param>
    /// <param name="path">The folders of programs.</param>
    /// <param name="package">As above.</param>
    /// <param name="problem">As above.</param>
    internal static bool Find(
        string? named, string path, [NotNullWhen(true)] out LiteRtPackage? package, [NotNullWhen(false)] out string? problem)
    {
        (package, problem) = (null, null);
        if (NodePath(path) is not { } node)
        {
            problem = "Node.js is not on the PATH; install Node.js 20 or newer, which runs LiteRT's WebAssembly build";
            return false;
        }
        if (Folders(named).FirstOrDefault(f => File.Exists(Path.Combine(f, "package.json"))) is not { } folder)
        {
            problem = $"the package @litertjs/core is not there; run `npm ci --ignore-scripts` in {InTree} of Sartor's source tree, where "
                + $"a build finds it, or let {Variable} name a folder with node_modules/@litertjs/core";
            return false;
        }
        if (VersionOf(Path.Combine(folder, "package.json")) is not { } version)
        {
            problem = $"{Path.Combine(folder, "package.json")} names no version; run `npm ci --ignore-scripts` again, and build again";
            return false;
        }
        package = new LiteRtPackage(node, folder, version);
        return true;
    }

    private static IEnumerable<string> Folders(string? named)
    {
        if (!string.IsNullOrEmpty(named))
        {
            yield return PackageIn(named);
            yield break;
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return PackageIn(Path.Combine(folder.FullName, InTree));
    }

    private static string PackageIn(string folder) => Path.Combine(Path.GetFullPath(folder), "node_modules", "@litertjs", "core");

    private static string? NodePath(string path)
    {
        var name = OperatingSystem.IsWindows() ? "node.exe" : "node";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    private static string? VersionOf(string manifest)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
            return json.RootElement.TryGetProperty("version", out var version) ? version.GetString() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

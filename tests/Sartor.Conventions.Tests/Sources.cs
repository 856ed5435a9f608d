using System.Reflection;
using Sartor.Contracts;

namespace Sartor.Conventions.Tests;

/// <summary>The files and assemblies that the rules speak of.</summary>
internal static class Sources
{
    /// <summary>Projects from the bottom to the top; each may refer to those that its line names, and through them to theirs.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Layers = new Dictionary<string, string[]>
    {
        ["Sartor.Core"] = [],
        ["Sartor.Graph"] = ["Sartor.Core"],
        ["Sartor.Formats"] = ["Sartor.Graph"],
        ["Sartor.Engines"] = ["Sartor.Core"],
        ["Sartor.Data"] = ["Sartor.Core"],
        ["Sartor.Results"] = ["Sartor.Core"],
        ["Sartor.Workers"] = ["Sartor.Engines"],
        ["Sartor.Worker"] = ["Sartor.Workers"],
        ["Sartor.Convert"] = ["Sartor.Formats", "Sartor.Workers", "Sartor.Data"],
        ["Sartor.Lab"] = ["Sartor.Convert", "Sartor.Results"],
        ["Sartor.Browser"] = ["Sartor.Lab"],
        ["Sartor.Tailor"] = ["Sartor.Lab"],
        ["Sartor.Cli"] = ["Sartor.Browser", "Sartor.Tailor", "Sartor.Worker"],
        ["Sartor"] = ["Sartor.Lab", "Sartor.Worker"],
    };

    /// <summary>Every C# file of the projects below a folder, as path from the root; nothing that a build made.</summary>
    public static IReadOnlyList<string> Under(params string[] folders) =>
    [
        .. folders.Where(f => Directory.Exists(Path.Combine(TestFiles.Root, f)))
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(TestFiles.Root, f), "*", SearchOption.AllDirectories))
            .Select(p => Path.GetRelativePath(TestFiles.Root, p).Replace('\\', '/'))
            .Where(p => !p.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "TestResults" or "__pycache__"))
            .Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> CSharpUnder(params string[] folders) =>
        [.. Under(folders).Where(p => p.EndsWith(".cs", StringComparison.Ordinal))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(TestFiles.Root, path));

    public static string[] Lines(string path) => File.ReadAllLines(Path.Combine(TestFiles.Root, path));

    /// <summary>The assembly of a project.</summary>
    public static Assembly Assembly(string project) => System.Reflection.Assembly.Load(project switch
    {
        "Sartor.Cli" => "sartor",
        "Sartor.Worker" => "sartor-worker",
        "Sartor" => "Sartor.Library",
        _ => project,
    });

    /// <summary>Types that people wrote: nothing that the compiler or a source generator made.</summary>
    public static IEnumerable<Type> Types(string project) => Assembly(project).GetTypes().Where(t =>
        t.Namespace?.StartsWith("Sartor", StringComparison.Ordinal) == true
        && !t.Name.Contains('<') && t.DeclaringType?.Name.Contains('<') != true
        && !t.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false)
        && !t.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), false));
}

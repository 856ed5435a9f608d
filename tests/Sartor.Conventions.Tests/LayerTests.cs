using System.Xml.Linq;
using Sartor.Contracts;

namespace Sartor.Conventions.Tests;

public sealed class LayerTests
{
    public static TheoryData<string> Projects => [.. Sources.Layers.Keys];

    [Fact]
    public void EveryProject_HasItsLayer() =>
        Directory.GetDirectories(Path.Combine(TestFiles.Root, "src")).Where(d => Directory.GetFiles(d, "*.csproj").Length > 0)
            .Select(Path.GetFileName).Order()
            .ShouldBe(Sources.Layers.Keys.Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_RefersOnlyToTheLayersThatItMay(string project)
    {
        var references = XDocument.Load(Path.Combine(TestFiles.Root, "src", project, project + ".csproj")).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

        references.Except(Sources.Layers[project]).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folder_UsesOnlyFoldersBeforeIt(string project)
    {
        var order = FolderOrder.Of[project];
        var problems = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Sources.Assembly(project).GetTypes())
        {
            if (FolderOf(type, project) is not { Length: > 0 } folder) continue;
            if (!order.Contains(folder)) problems.Add($"{project}/{folder} is not in FolderOrder; say where it stands");
            foreach (var used in TypeReferences.Of(type))
            {
                if (used.Assembly != type.Assembly || FolderOf(used, project) is not { Length: > 0 } other || other == folder) continue;
                if (Array.IndexOf(order, other) > Array.IndexOf(order, folder))
                    problems.Add($"{folder} uses {other}: {type.Name} mentions {used.Name}");
            }
        }

        problems.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_HaveNoCycleThroughTheRoot(string project) =>
        FolderCycles.Of(Sources.Assembly(project).GetTypes(), project).ShouldBeEmpty();

    [Theory]
    [InlineData("Open", "")]
    [InlineData("Closed", "/Rooms needs House (Kitchen -> House); House needs /Rooms (House -> Kitchen)")]
    [InlineData(
        "Round", "/Attic needs Stairs (Beam -> Stairs); /Cellar needs /Attic (Shelf -> Beam); Stairs needs /Cellar (Stairs -> Shelf)")]
    public void MadeUpTree_ShowsItsCycle(string tree, string expected) =>
        string.Join('\n', FolderCycles.Of(typeof(LayerTests).Assembly.GetTypes(), $"{typeof(LayerTests).Namespace}.MadeUp.{tree}"))
            .ShouldBe(expected);

    // The namespace behind the project's name, empty for its root; nested and generated types belong to the folder of their namespace.
    private static string FolderOf(Type type, string project)
    {
        var space = type.Namespace;
        return space is null || !space.StartsWith(project + ".", StringComparison.Ordinal) ? "" : space[(project.Length + 1)..];
    }
}

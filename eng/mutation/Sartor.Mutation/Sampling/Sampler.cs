using Microsoft.CodeAnalysis;
using Sartor.Mutation.Mutations;

namespace Sartor.Mutation.Sampling;

/// <summary>Draws mutants of each area in proportion to the places that it has, and writes them into the copied files.</summary>
internal sealed class Sampler(IReadOnlyList<Area> areas, IReadOnlyList<CompiledProject> projects)
{
    private readonly List<DrawnMutant> _drawn = [];
    private readonly Dictionary<SyntaxTree, Dictionary<SyntaxNode, (int Number, Change Change)>> _changes = [];
    private int _notCompiling;

    /// <summary>The same seed draws the same mutants from the same code.</summary>
    /// <param name="count">How many; fewer where there are fewer places.</param>
    /// <param name="seed">Decides which.</param>
    /// <param name="fingerprint">Goes into the result as it is.</param>
    public Draw Draw(int count, int seed, string fingerprint)
    {
        var sites = areas.Select(Sites).ToArray();
        var shares = Allocation.Of([.. sites.Select(s => s.Length)], count);
        for (var i = 0; i < areas.Count; i++) DrawFrom(areas[i], sites[i], shares[i], new Random(HashCode(seed, areas[i].Name)));
        return new Draw(seed, fingerprint, areas.Zip(sites).ToDictionary(p => p.First.Name, p => p.Second.Length), _notCompiling, _drawn);
    }

    /// <summary>Overwrites the files that have a mutant.</summary>
    public void Write()
    {
        foreach (var (tree, changes) in _changes) File.WriteAllText(tree.FilePath, Instrumentation.Render(tree, changes));
    }

    private (CompiledProject Project, MutationSite Site)[] Sites(Area area) =>
    [
        .. from project in projects
           from tree in project.Compilation.SyntaxTrees
           let path = project.PathOf(tree)
           where area.Holds(path) && !path.Contains("/obj/", StringComparison.Ordinal)
           orderby path
           from site in MutationFinder.Find(project.Compilation.GetSemanticModel(tree))
           select (project, site),
    ];

    private void DrawFrom(Area area, (CompiledProject Project, MutationSite Site)[] sites, int count, Random random)
    {
        random.Shuffle(sites);
        foreach (var (project, site) in sites)
        {
            if (count == 0) return;
            var changes = site.Changes.ToArray();
            random.Shuffle(changes);
            if (changes.FirstOrDefault(c => Add(area, project, site, c)) is not null) count--;
        }
    }

    // Together with the others of the file: what compiles alone may not compile inside another change.
    private bool Add(Area area, CompiledProject project, MutationSite site, Change change)
    {
        var tree = site.Node.SyntaxTree;
        var number = _drawn.Count + 1;
        if (!_changes.TryGetValue(tree, out var changes)) _changes.Add(tree, changes = []);
        changes.Add(site.Node, (number, change));
        if (!project.Compiles(tree, Instrumentation.Render(tree, changes)))
        {
            changes.Remove(site.Node);
            _notCompiling++;
            return false;
        }
        var line = site.Node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        var before = OneLine(MutationFinder.Text(site.Node));
        _drawn.Add(new DrawnMutant(number, area.Name, project.PathOf(tree), line, change.Kind, before, OneLine(change.After)));
        return true;
    }

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 120 ? line : line[..119] + "…";
    }

    // Of its own, since string.GetHashCode differs from process to process.
    private static int HashCode(int seed, string name) => name.Aggregate(seed, (hash, c) => unchecked(hash * 31 + c));
}

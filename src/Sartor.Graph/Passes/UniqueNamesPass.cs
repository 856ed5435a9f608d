using Sartor.Graph.Ir;

namespace Sartor.Graph.Passes;

/// <summary>Gives every value a name of its own; inputs and outputs keep theirs, the others get a number where they clash.</summary>
public sealed class UniqueNamesPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        var boundary = graph.Inputs.Concat(graph.Outputs).Distinct().ToHashSet();
        var taken = new HashSet<string>(boundary.Select(v => v.Name), StringComparer.Ordinal);
        // The number to try next: a file may give one name to every value.
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var value in graph.Constants.Concat(graph.Nodes.SelectMany(n => n.Outputs)).ToArray())
        {
            if (boundary.Contains(value)) continue;
            var stem = value.Name.Length == 0 ? "value" : value.Name;
            var name = stem;
            if (!taken.Add(name))
            {
                var i = next.GetValueOrDefault(stem, 1);
                do name = $"{stem}_{i++}"; while (!taken.Add(name));
                next[stem] = i;
            }
            changed |= name != value.Name;
            value.Name = name;
        }
        return changed;
    }
}

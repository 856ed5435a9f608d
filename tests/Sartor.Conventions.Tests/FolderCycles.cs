namespace Sartor.Conventions.Tests;

/// <summary>
/// Cycles between the folders of a project, also through its root. A folder is one thing; the root is not: each of its types stands for
/// itself, so that a contract at the root may be used by a folder whose engines a list at the root names. What must not be is that a
/// folder needs a type of the root that needs the folder.
/// </summary>
internal static class FolderCycles
{
    /// <summary>The cycles, each with the mentions that close it; empty where there is none.</summary>
    /// <param name="types">All types of the project.</param>
    /// <param name="root">The namespace of its root.</param>
    public static IReadOnlyList<string> Of(IEnumerable<Type> types, string root)
    {
        var mentions = new Dictionary<(string From, string To), string>();
        foreach (var type in types)
        {
            if (PlaceOf(type, root) is not { } from) continue;
            foreach (var used in TypeReferences.Of(type).Where(used => used.Assembly == type.Assembly))
            {
                if (PlaceOf(used, root) is { } to && to != from)
                    mentions.TryAdd((from, to), $"{Outermost(type).Name} -> {Outermost(used).Name}");
            }
        }
        var next = mentions.Keys.ToLookup(m => m.From, m => m.To);
        var reached = next.Select(group => group.Key).ToDictionary(place => place, place => Reached(place, next));
        return
        [
            .. from place in reached.Keys.Order(StringComparer.Ordinal)
               where place.StartsWith('/')
               let circle = reached[place].Where(other => reached.GetValueOrDefault(other)?.Contains(place) == true).ToHashSet()
               where circle.Count > 1 && circle.Where(other => other.StartsWith('/')).Min(StringComparer.Ordinal) == place
               select string.Join("; ", mentions.Where(m => circle.Contains(m.Key.From) && circle.Contains(m.Key.To))
                   .Select(m => $"{m.Key.From} needs {m.Key.To} ({m.Value})").Order(StringComparer.Ordinal)),
        ];
    }

    private static HashSet<string> Reached(string start, ILookup<string, string> next)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(next[start]);
        while (open.TryPop(out var place))
        {
            if (!reached.Add(place)) continue;
            foreach (var further in next[place]) open.Push(further);
        }
        return reached;
    }

    // "/Folder.Inner" for a folder, the name of the type for the root; null for what belongs to neither.
    private static string? PlaceOf(Type type, string root)
    {
        if (type.Namespace == root) return Outermost(type).Name;
        return type.Namespace?.StartsWith(root + ".", StringComparison.Ordinal) == true ? $"/{type.Namespace[(root.Length + 1)..]}" : null;
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return type;
    }
}

using System.Reflection;

namespace Sartor.Lab.Trials;

/// <summary>
/// Tells one build of Sartor from another. What a build made is never taken for what another one would make: a version number would not
/// tell them apart while someone works on the code.
/// </summary>
internal static class ToolBuild
{
    private const string Prefix = "Sartor.";

    /// <summary>
    /// Hash over the module version ids of this assembly and of all of Sartor that it refers to, and the version of .NET. The compiler
    /// makes such an id from what it compiles: the same sources at the same place give the same, any change another.
    /// </summary>
    public static string Id { get; } = Of(typeof(ToolBuild).Assembly).Id;

    internal static StepKey Of(Assembly root)
    {
        var found = new SortedDictionary<string, Guid>(StringComparer.Ordinal);
        var open = new Stack<Assembly>([root]);
        while (open.TryPop(out var assembly))
        {
            if (!found.TryAdd(assembly.GetName().Name!, assembly.ManifestModule.ModuleVersionId)) continue;
            foreach (var name in assembly.GetReferencedAssemblies())
            {
                if (name.Name!.StartsWith(Prefix, StringComparison.Ordinal)) open.Push(Assembly.Load(name));
            }
        }
        var key = StepKey.Of("sartor-build-1").With("runtime", Environment.Version.ToString());
        return found.Aggregate(key, (sum, part) => sum.With(part.Key, part.Value));
    }
}

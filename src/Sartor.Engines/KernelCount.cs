namespace Sartor.Engines;

/// <summary>A kernel of an execution plan and how many nodes of the plan it executes.</summary>
/// <param name="Name">The operator's name in the engine's words, or the delegate's.</param>
/// <param name="Count">1 or more.</param>
public readonly record struct KernelCount(string Name, int Count)
{
    /// <summary>Counts equal names, in order of first appearance.</summary>
    internal static EquatableArray<KernelCount> Of(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Select(group => new KernelCount(group.Key, group.Count())).ToEquatableArray();
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Sartor.Core;

/// <summary>A thing that a <see cref="Catalog{T}"/> finds by name.</summary>
public interface INamed
{
    /// <summary>Stable, lower-case, unique among its kind.</summary>
    string Name { get; }
}

/// <summary>
/// A set of <typeparamref name="T"/> by name: those that are listed, or every concrete one with a parameterless constructor in the
/// given assemblies, so that adding one is adding its file. For unordered sets only; what has an order is an explicit list.
/// </summary>
public sealed class Catalog<T> where T : class, INamed
{
    private readonly SortedDictionary<string, T> _items = new(StringComparer.Ordinal);

    /// <summary>What is listed; for assemblies that are also compiled ahead of time, where types cannot be searched for.</summary>
    /// <exception cref="InvalidOperationException">Two items have the same name; the message names both types.</exception>
    public Catalog(params IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (var item in items)
        {
            if (!_items.TryAdd(item.Name, item))
                throw new InvalidOperationException($"'{item.Name}' names both {_items[item.Name].GetType()} and {item.GetType()}");
        }
    }

    /// <summary>What is found in the assembly.</summary>
    /// <exception cref="InvalidOperationException">Two types have the same name; the message names both.</exception>
    [RequiresUnreferencedCode(Instances.Trimmed)]
    public Catalog(Assembly assembly) : this(Instances.Of<T>(assembly))
    {
    }

    /// <summary>All items, ordered by name.</summary>
    public IReadOnlyCollection<T> All => _items.Values;

    /// <summary>The item of that name, or null.</summary>
    public T? Find(string name) => _items.GetValueOrDefault(name);
}

/// <summary>Makes one instance of each concrete implementation of a type.</summary>
public static class Instances
{
    internal const string Trimmed = "A trimmed program has only the types that it names; list the items instead.";

    /// <summary>
    /// One instance of every concrete, non-generic <typeparamref name="T"/> in the assembly that has a parameterless constructor, nested
    /// and internal types too.
    /// </summary>
    [RequiresUnreferencedCode(Trimmed)]
    public static IEnumerable<T> Of<T>(Assembly assembly) where T : class
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var type in assembly.GetTypes())
        {
            if (type.IsAbstract || type.IsGenericTypeDefinition || !typeof(T).IsAssignableFrom(type)) continue;
            if (type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
                Type.EmptyTypes) is { } constructor)
                yield return (T)constructor.Invoke(null);
        }
    }
}

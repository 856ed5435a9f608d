using System.Reflection;

namespace Sartor.Core;

/// <summary>A thing that a <see cref="Catalog{T}"/> finds by name.</summary>
public interface INamed
{
    /// <summary>Stable, lower-case, unique among its kind.</summary>
    string Name { get; }
}

/// <summary>
/// Every concrete <typeparamref name="T"/> with a parameterless constructor in the given assemblies, by name. For unordered sets
/// only; what has an order is an explicit list. Adding one is adding its file.
/// </summary>
public sealed class Catalog<T> where T : class, INamed
{
    private readonly SortedDictionary<string, T> _items = new(StringComparer.Ordinal);

    /// <exception cref="InvalidOperationException">Two types have the same name; the message names both.</exception>
    public Catalog(params ReadOnlySpan<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            foreach (var item in Instances.Of<T>(assembly))
            {
                if (!_items.TryAdd(item.Name, item))
                    throw new InvalidOperationException($"'{item.Name}' names both {_items[item.Name].GetType()} and {item.GetType()}");
            }
        }
    }

    /// <summary>All items, ordered by name.</summary>
    public IReadOnlyCollection<T> All => _items.Values;

    /// <summary>The item of that name, or null.</summary>
    public T? Find(string name) => _items.GetValueOrDefault(name);
}

/// <summary>Makes one instance of each concrete implementation of a type.</summary>
public static class Instances
{
    /// <summary>
    /// One instance of every concrete, non-generic <typeparamref name="T"/> in the assembly that has a parameterless constructor, nested
    /// and internal types too.
    /// </summary>
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

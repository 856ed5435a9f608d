namespace Sartor.Core;

/// <summary>A thing that a <see cref="Catalog{T}"/> finds by name.</summary>
public interface INamed
{
    /// <summary>Stable, lower-case, unique among its kind.</summary>
    string Name { get; }
}

/// <summary>
/// A set of <typeparamref name="T"/> by name. For unordered sets only; what has an order is an explicit list.
/// </summary>
public sealed class Catalog<T> where T : class, INamed
{
    private readonly SortedDictionary<string, T> _items = new(StringComparer.Ordinal);

    /// <summary>What is listed: a program that is compiled ahead of time cannot search its types.</summary>
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

    /// <summary>All items, ordered by name.</summary>
    public IReadOnlyCollection<T> All => _items.Values;

    /// <summary>The item of that name, or null.</summary>
    public T? Find(string name) => _items.GetValueOrDefault(name);
}

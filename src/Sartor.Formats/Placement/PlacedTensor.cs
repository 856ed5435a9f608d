using Sartor.Core;

namespace Sartor.Formats.Placement;

/// <summary>A tensor as the tables of targets speak of it; equal only to itself.</summary>
/// <param name="name">Its name in the file.</param>
/// <param name="element">Type of its elements.</param>
/// <param name="extents">Its extents, a negative one where the file leaves it open; null where not even the rank is known.</param>
internal sealed class PlacedTensor(string name, ElementType element, IReadOnlyList<long>? extents)
{
    /// <summary>Its name in the file.</summary>
    public string Name { get; } = name;

    /// <summary>Type of its elements.</summary>
    public ElementType Element { get; } = element;

    /// <summary>Its extents, a negative one where the file leaves it open; null where not even the rank is known.</summary>
    public IReadOnlyList<long>? Extents { get; } = extents;

    /// <summary>True where an extent is known only at run time.</summary>
    public bool IsOpen { get; init; }

    /// <summary>True for a tensor that the file stores.</summary>
    public bool IsConstant { get; init; }

    /// <summary>True where the data lie in another file beside it.</summary>
    public bool IsOutside { get; init; }

    /// <summary>Elements of a constant as numbers; null where they are none, or not known. Called only for small tensors.</summary>
    public Func<IReadOnlyList<double>?> Values { get; init; } = () => null;
}

namespace Sartor.Core;

/// <summary>What is known of a tensor without its data.</summary>
/// <param name="Element">Type of one element; <see cref="ElementType.Unknown"/> where nothing says it.</param>
/// <param name="Shape">The extents; null where they depend on data or pass through an operator that Sartor does not know.</param>
public sealed record TensorType(ElementType Element, Shape? Shape)
{
    /// <summary>Nothing is known.</summary>
    public static readonly TensorType Unknown = new(ElementType.Unknown, null);

    /// <summary>Number of elements; null where the shape is unknown.</summary>
    public long? ElementCount => Shape?.ElementCount;

    /// <summary>Size of the data in bytes; null where shape or element size is unknown.</summary>
    public long? ByteCount => Shape is null || Element.Bits() == 0 ? null : Element.ByteCount(Shape.ElementCount);

    public override string ToString() => $"{Element.Label()}{Shape?.ToString() ?? "[?]"}";
}

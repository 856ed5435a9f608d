using Sartor.Core;

namespace Sartor.Graph.Operators;

/// <summary>Makes tensors of an element type from the results of a reference evaluation.</summary>
internal static class Elements
{
    /// <summary>Rounded to nearest for floats, truncated and saturated for integers.</summary>
    public static Tensor FromDoubles(Shape shape, double[] values, ElementType element) => Tensor.Create(shape, values).ConvertTo(element);

    /// <summary>Wrapped to the width of the element type, as two's complement arithmetic does.</summary>
    public static Tensor FromInt64s(Shape shape, long[] values, ElementType element) => element switch
    {
        ElementType.Int32 => Tensor.Create(shape, Array.ConvertAll(values, v => unchecked((int)v))),
        ElementType.Int16 => Tensor.Create(shape, Array.ConvertAll(values, v => unchecked((short)v))),
        ElementType.Int8 => Tensor.Create(shape, Array.ConvertAll(values, v => unchecked((sbyte)v))),
        ElementType.UInt64 => Tensor.Create(shape, Array.ConvertAll(values, v => unchecked((ulong)v))),
        ElementType.UInt32 => Tensor.Create(shape, Array.ConvertAll(values, v => unchecked((uint)v))),
        ElementType.UInt16 => Tensor.Create(shape, Array.ConvertAll(values, v => unchecked((ushort)v))),
        ElementType.UInt8 => Tensor.Create(shape, Array.ConvertAll(values, v => unchecked((byte)v))),
        _ => Tensor.Create(shape, values).ConvertTo(element),
    };
}

using Sartor.Core;

namespace Sartor.Graph.Operators;

/// <summary>The enum TensorType of TFLite's schema.</summary>
public static class TFLiteElementCodes
{
    /// <summary>The last code that the runtime 2.9 knows (UINT16).</summary>
    private const int LastWritten = 16;

    // RESOURCE, VARIANT and INT2 have no counterpart.
    private static readonly ElementType[] Types =
    [
        ElementType.Float32, ElementType.Float16, ElementType.Int32, ElementType.UInt8, ElementType.Int64, ElementType.String,
        ElementType.Bool, ElementType.Int16, ElementType.Complex64, ElementType.Int8, ElementType.Float64, ElementType.Complex128,
        ElementType.UInt64, ElementType.Unknown, ElementType.Unknown, ElementType.UInt32, ElementType.UInt16, ElementType.Int4,
        ElementType.BFloat16, ElementType.Unknown, ElementType.UInt4, ElementType.Float8E4M3, ElementType.Float8E5M2,
    ];

    /// <summary>The code of a type; null where the runtime 2.9 has none.</summary>
    public static long? Code(ElementType element) =>
        element != ElementType.Unknown && Array.IndexOf(Types, element) is >= 0 and <= LastWritten and var code ? code : null;

    /// <summary>The type of a code; unknown for those without a counterpart.</summary>
    public static ElementType Element(long code) => code >= 0 && code < Types.Length ? Types[code] : ElementType.Unknown;
}

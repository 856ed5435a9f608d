using Sartor.Core;

namespace Sartor.Formats.TFLite.Schema;

/// <summary>The enum TensorType of the schema.</summary>
internal static class TFLiteElementTypes
{
    // RESOURCE, VARIANT and INT2 have no counterpart.
    private static readonly ElementType[] Types =
    [
        ElementType.Float32, ElementType.Float16, ElementType.Int32, ElementType.UInt8, ElementType.Int64, ElementType.String,
        ElementType.Bool, ElementType.Int16, ElementType.Complex64, ElementType.Int8, ElementType.Float64, ElementType.Complex128,
        ElementType.UInt64, ElementType.Unknown, ElementType.Unknown, ElementType.UInt32, ElementType.UInt16, ElementType.Int4,
        ElementType.BFloat16, ElementType.Unknown, ElementType.UInt4, ElementType.Float8E4M3, ElementType.Float8E5M2,
    ];

    /// <summary>The last code that the runtime 2.9 knows (UINT16).</summary>
    private const int LastWritten = 16;

    /// <summary>The type of a code; unknown for those without a counterpart.</summary>
    public static ElementType Type(sbyte code) => code >= 0 && code < Types.Length ? Types[code] : ElementType.Unknown;

    /// <summary>The code of a type; null for one that the runtime 2.9 does not know.</summary>
    public static sbyte? Code(ElementType type) =>
        type != ElementType.Unknown && Array.IndexOf(Types, type) is >= 0 and <= LastWritten and var code ? (sbyte)code : null;
}

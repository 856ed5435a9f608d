using Sartor.Core;

namespace Sartor.Graph.Operators;

/// <summary>Codes of the schema's enum TensorType, for options that hold one (CAST, ARG_MAX, SHAPE).</summary>
internal static class TFLiteElementCodes
{
    private static readonly ElementType[] Types =
    [
        ElementType.Float32, ElementType.Float16, ElementType.Int32, ElementType.UInt8, ElementType.Int64, ElementType.String,
        ElementType.Bool, ElementType.Int16, ElementType.Complex64, ElementType.Int8, ElementType.Float64, ElementType.Complex128,
        ElementType.UInt64, ElementType.Unknown, ElementType.Unknown, ElementType.UInt32, ElementType.UInt16,
    ];

    /// <summary>The code of a type; null where the runtime 2.9 has none.</summary>
    public static long? Code(ElementType element) =>
        element != ElementType.Unknown && Array.IndexOf(Types, element) is >= 0 and var code ? code : null;

    /// <summary>The type of a code; unknown where there is none.</summary>
    public static ElementType Element(long code) => code >= 0 && code < Types.Length ? Types[code] : ElementType.Unknown;
}

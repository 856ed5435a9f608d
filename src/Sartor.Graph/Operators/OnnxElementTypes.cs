using Sartor.Core;

namespace Sartor.Graph.Operators;

/// <summary>ONNX's <c>TensorProto.DataType</c> (onnx.proto, ONNX 1.16).</summary>
public static class OnnxElementTypes
{
    private static readonly ElementType[] Codes =
    [
        ElementType.Unknown, ElementType.Float32, ElementType.UInt8, ElementType.Int8, ElementType.UInt16, ElementType.Int16,
        ElementType.Int32,
        ElementType.Int64, ElementType.String, ElementType.Bool, ElementType.Float16, ElementType.Float64, ElementType.UInt32,
        ElementType.UInt64,
        ElementType.Complex64, ElementType.Complex128, ElementType.BFloat16, ElementType.Float8E4M3, ElementType.Unknown,
        ElementType.Float8E5M2,
        ElementType.Unknown, ElementType.UInt4, ElementType.Int4,
    ];

    /// <summary>The element type of a code; <see cref="ElementType.Unknown"/> for one that Sartor does not have.</summary>
    public static ElementType Read(long code) => code >= 0 && code < Codes.Length ? Codes[code] : ElementType.Unknown;

    /// <summary>The code of an element type.</summary>
    public static long Code(ElementType element) => Math.Max(0, Array.IndexOf(Codes, element));
}

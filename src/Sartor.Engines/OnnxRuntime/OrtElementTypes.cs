namespace Sartor.Engines.OnnxRuntime;

/// <summary>ONNXTensorElementDataType of onnxruntime_c_api.h; the same numbers as TensorProto.DataType for those that both have.</summary>
internal static class OrtElementTypes
{
    private static readonly ElementType[] ByNumber =
    [
        ElementType.Unknown, ElementType.Float32, ElementType.UInt8, ElementType.Int8, ElementType.UInt16, ElementType.Int16,
        ElementType.Int32, ElementType.Int64, ElementType.String, ElementType.Bool, ElementType.Float16, ElementType.Float64,
        ElementType.UInt32, ElementType.UInt64, ElementType.Complex64, ElementType.Complex128, ElementType.BFloat16,
        ElementType.Float8E4M3, ElementType.Unknown, ElementType.Float8E5M2, ElementType.Unknown, ElementType.UInt4, ElementType.Int4,
    ];

    public static ElementType FromNumber(int number) => number >= 0 && number < ByNumber.Length ? ByNumber[number] : ElementType.Unknown;

    public static int ToNumber(ElementType type) => Array.IndexOf(ByNumber, type);
}

namespace Sartor.Engines.TFLite;

/// <summary>TfLiteType of c_api_types.h.</summary>
internal static class TfLiteElementTypes
{
    private static readonly ElementType[] ByNumber =
    [
        ElementType.Unknown, ElementType.Float32, ElementType.Int32, ElementType.UInt8, ElementType.Int64, ElementType.String,
        ElementType.Bool, ElementType.Int16, ElementType.Complex64, ElementType.Int8, ElementType.Float16, ElementType.Float64,
        ElementType.Complex128, ElementType.UInt64, ElementType.Unknown, ElementType.Unknown, ElementType.UInt32, ElementType.UInt16,
        ElementType.Int4,
    ];

    public static ElementType FromNumber(int number) => number >= 0 && number < ByNumber.Length ? ByNumber[number] : ElementType.Unknown;
}

namespace Sartor.Engines.LibTorch;

/// <summary>ScalarType of c10/core/ScalarType.h.</summary>
internal static class TorchElementTypes
{
    private static readonly ElementType[] s_byNumber =
    [
        ElementType.UInt8, ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64, ElementType.Float16,
        ElementType.Float32, ElementType.Float64, ElementType.Unknown, ElementType.Complex64, ElementType.Complex128, ElementType.Bool,
        ElementType.Unknown, ElementType.Unknown, ElementType.Unknown, ElementType.BFloat16,
    ];

    public static ElementType FromNumber(int number) =>
        number >= 0 && number < s_byNumber.Length ? s_byNumber[number] : ElementType.Unknown;

    /// <summary>-1 for a type that PyTorch does not have.</summary>
    public static int ToNumber(ElementType type) => type == ElementType.Unknown ? -1 : Array.IndexOf(s_byNumber, type);
}

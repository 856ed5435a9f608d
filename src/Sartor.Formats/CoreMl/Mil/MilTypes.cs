using Sartor.Core;

namespace Sartor.Formats.CoreMl.Mil;

/// <summary>Element types of MIL, of the file of weights, and of multi-arrays at the border of a model, by their numbers.</summary>
internal static class MilTypes
{
    /// <summary>The number of text.</summary>
    public const int Text = 2;

    private static readonly (ElementType Element, int Mil, int Blob, int MultiArray, string Name)[] s_types =
    [
        (ElementType.Bool, 1, 0, 0, "bool"), (ElementType.Float16, 10, 1, 65552, "fp16"), (ElementType.Float32, 11, 2, 65568, "fp32"),
        (ElementType.Float64, 12, 0, 65600, "fp64"), (ElementType.Int8, 21, 4, 131080, "int8"), (ElementType.Int16, 22, 6, 0, "int16"),
        (ElementType.Int32, 23, 14, 131104, "int32"), (ElementType.Int64, 24, 0, 0, "int64"), (ElementType.UInt8, 31, 3, 0, "uint8"),
        (ElementType.UInt16, 32, 7, 0, "uint16"), (ElementType.UInt32, 33, 15, 0, "uint32"),
    ];

    /// <summary>The element type of a number of MIL; unknown for text and for those that Sartor does not read.</summary>
    public static ElementType OfMil(long code) => s_types.FirstOrDefault(t => t.Mil == code).Element;

    /// <summary>The element type of a number of the file of weights.</summary>
    public static ElementType OfBlob(long code) => code == 0 ? ElementType.Unknown : s_types.FirstOrDefault(t => t.Blob == code).Element;

    /// <summary>The element type of a name: <c>fp32</c>.</summary>
    public static ElementType OfName(string name) => s_types.FirstOrDefault(t => t.Name == name).Element;

    public static int Mil(ElementType element) => Of(element).Mil;

    public static int Blob(ElementType element) => Of(element).Blob;

    public static int MultiArray(ElementType element) => Of(element).MultiArray;

    public static string Name(ElementType element) => Of(element).Name;

    private static (ElementType Element, int Mil, int Blob, int MultiArray, string Name) Of(ElementType element) =>
        s_types.First(t => t.Element == element);
}

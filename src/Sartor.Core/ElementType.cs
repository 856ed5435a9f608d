namespace Sartor.Core;

/// <summary>The type of one element of a tensor. Names follow ONNX and TFLite, which agree on the meaning of each.</summary>
public enum ElementType
{
    /// <summary>Not known: the file does not say and no operator could infer it.</summary>
    Unknown = 0,
    Float32,
    Float16,
    /// <summary>The upper 16 bits of a float32.</summary>
    BFloat16,
    Float64,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    /// <summary>One byte an element, 0 or 1.</summary>
    Bool,
    /// <summary>Strings have no fixed size; Sartor carries the type and never the data.</summary>
    String,
    Complex64,
    Complex128,
    /// <summary>Two elements a byte, low nibble first.</summary>
    Int4,
    UInt4,
    Float8E4M3,
    Float8E5M2,
}

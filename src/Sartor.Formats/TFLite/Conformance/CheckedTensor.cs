using Sartor.Core;
using Sartor.Formats.TFLite.Kernels;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>A tensor with its quantisation as the file has it, right or wrong.</summary>
/// <param name="Name">Its name, or one made of its index.</param>
/// <param name="Element">Type of its elements.</param>
/// <param name="Extents">As stored.</param>
/// <param name="Scales">Empty where the file has none.</param>
/// <param name="ZeroPoints">As stored.</param>
/// <param name="Dimension">The axis that several scales run along, as stored.</param>
/// <param name="Data">The bytes of a constant; empty for others.</param>
internal sealed record CheckedTensor(
    string Name, ElementType Element, int[] Extents, float[] Scales, long[] ZeroPoints, int Dimension, ReadOnlyMemory<byte> Data)
{
    /// <summary>True where an extent is known only at run time.</summary>
    public bool IsOpen { get; init; }

    /// <summary>True for a tensor that is stored in the file.</summary>
    public bool IsConstant => Data.Length > 0;

    /// <summary>True for a tensor whose integers stand for reals. A single scale of 0 is how some writers say that they do not.</summary>
    public bool IsQuantized => Element.IsInteger() && Scales is not ([] or [0]);

    /// <summary>True for the types of quantised activations and weights.</summary>
    public bool IsNarrow => Element is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16;

    /// <summary>True where each index of an axis has a scale.</summary>
    public bool IsPerAxis => Scales.Length > 1;

    /// <summary>The zero point of a scale; 0 where the file has none.</summary>
    public long ZeroPoint(int index) =>
        ZeroPoints.Length == 0 ? 0 : ZeroPoints.Length == 1 ? ZeroPoints[0] : index < ZeroPoints.Length ? ZeroPoints[index] : 0;

    /// <summary>Scale and zero point of a tensor with one of each, in words.</summary>
    public string Parameters => Words(Scales[0], ZeroPoint(0));

    /// <summary>The tensor as a kernel is chosen by it.</summary>
    public KernelOperand Operand => new(
        Element,
        !IsQuantized
            ? null
            : new QuantizationParameters(Scales.ToEquatableArray(), Scales.Select((_, i) => ZeroPoint(i)).ToEquatableArray()));

    /// <summary><c>0.5 − 128</c> read as scale and zero point.</summary>
    public static string Words(double scale, long zeroPoint) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"scale {scale:G7}, zero point {zeroPoint}");
}

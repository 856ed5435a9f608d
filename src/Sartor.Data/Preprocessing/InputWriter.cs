using System.Globalization;
using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Data.Preprocessing;

/// <summary>
/// Writes values in the type of a model's input: floats as they are, integers saturated. A quantised input is fed as float and quantised
/// where the variant is known; pixels of an integer input are rounded as images are, halves up (Pillow's resize).
/// </summary>
internal sealed class InputWriter
{
    private readonly ElementType _element;

    /// <exception cref="OptionException">Sartor cannot write that type.</exception>
    public InputWriter(ElementType element)
    {
        if (element is not (ElementType.Float32 or ElementType.Float16 or ElementType.Float64 or ElementType.Bool) && !element.IsInteger()
            || element is ElementType.Int4 or ElementType.UInt4)
            throw new OptionException("preprocess", $"an input of {element.Label()} cannot be fed; Sartor feeds float16, float32, "
                + "float64, booleans and integers from 8 bits");
        _element = element;
    }

    /// <summary>True for an integer or boolean input, which takes pixels 0..255 as they are.</summary>
    public bool TakesRawPixels => _element.IsInteger() || _element == ElementType.Bool;

    /// <summary>Pixels 0..255 for a raw input, else normalised values; one sample, in the input's order of axes.</summary>
    public void WritePixels(float[] values, Span<byte> destination)
    {
        if (TakesRawPixels)
        {
            for (var i = 0; i < values.Length; i++) values[i] = MathF.Round(values[i], MidpointRounding.AwayFromZero);
        }
        Write(values, destination);
    }

    /// <summary>
    /// Numbers of one sample, as the float model takes them; those of the input's own type are copied as they are. Real numbers are rounded
    /// to the input's type, others must fit it.
    /// </summary>
    /// <param name="values">The numbers.</param>
    /// <param name="place">Of the sample, for the message.</param>
    /// <param name="destination">The input's elements.</param>
    /// <exception cref="DataSetException">A value does not fit the type of the input.</exception>
    public void WriteValues(Tensor values, string place, Span<byte> destination)
    {
        if (values.Element == _element)
        {
            values.Data.Span.CopyTo(destination);
            return;
        }
        if (FirstMisfit(values) is { } bad)
            throw new DataSetException(place, $"has the value {bad} as {values.Element.Label()}, and the model takes {_element.Label()}, "
                + $"which cannot hold it; correct the values, or save them as {_element.Label()}");
        values.ConvertTo(_element).Data.Span.CopyTo(destination);
    }

    // As text; null where all fit.
    private string? FirstMisfit(Tensor values)
    {
        if (_element.IsFloat()) return values.Element.IsFloat() ? FirstTooLarge(values) : null;
        if (_element == ElementType.Bool || _element.IsInteger())
        {
            var (low, high) = Range(_element);
            if (values.Element.IsFloat())
            {
                foreach (var value in values.ToDoubles())
                {
                    if (value != Math.Floor(value) || value < (double)low || value >= (double)(high + 1))
                        return value.ToString("R", CultureInfo.InvariantCulture);
                }
            }
            else if (values.Element == ElementType.UInt64)
            {
                foreach (var value in values.AsSpan<ulong>()) if (value > high) return value.ToString(CultureInfo.InvariantCulture);
            }
            else if (values.Element != ElementType.Bool)
            {
                foreach (var value in values.ToInt64s())
                    if (value < low || value > high) return value.ToString(CultureInfo.InvariantCulture);
            }
        }
        return null;
    }

    private string? FirstTooLarge(Tensor values)
    {
        var most = _element == ElementType.Float16 ? (double)Half.MaxValue : float.MaxValue;
        foreach (var value in values.ToDoubles()) if (Math.Abs(value) > most) return value.ToString("R", CultureInfo.InvariantCulture);
        return null;
    }

    private static (Int128 Low, Int128 High) Range(ElementType element)
    {
        if (element == ElementType.Bool) return (0, 1);
        var bits = element.Bits();
        return element is ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64
            ? (0, (Int128.One << bits) - 1)
            : (-(Int128.One << (bits - 1)), (Int128.One << (bits - 1)) - 1);
    }

    private void Write(float[] values, Span<byte> destination)
    {
        switch (_element)
        {
            case ElementType.Float32:
                MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(destination);
                break;
            case ElementType.UInt8:
                for (var i = 0; i < values.Length; i++) destination[i] = byte.CreateSaturating(values[i]);
                break;
            default:
                Tensor.Create(new Shape(values.Length), values).ConvertTo(_element).Data.Span.CopyTo(destination);
                break;
        }
    }
}

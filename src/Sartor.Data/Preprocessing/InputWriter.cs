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
        if (element is not (ElementType.Float32 or ElementType.Float16 or ElementType.Float64) && !element.IsInteger()
            || element is ElementType.Int4 or ElementType.UInt4)
            throw new OptionException("preprocess", $"an input of {element.Label()} cannot be fed; Sartor feeds float16, float32, "
                + "float64 and integers from 8 bits");
        _element = element;
    }

    /// <summary>True for an integer input, which takes pixels 0..255 as they are.</summary>
    public bool TakesRawPixels => _element.IsInteger();

    /// <summary>Pixels 0..255 for a raw input, else normalised values; one sample, in the input's order of axes.</summary>
    public void WritePixels(float[] values, Span<byte> destination)
    {
        if (TakesRawPixels)
        {
            for (var i = 0; i < values.Length; i++) values[i] = MathF.Round(values[i], MidpointRounding.AwayFromZero);
        }
        Write(values, destination);
    }

    /// <summary>Numbers of one sample, as the float model takes them; integers of the input's own type are copied as they are.</summary>
    public void WriteValues(Tensor values, Span<byte> destination)
    {
        if (values.Element == _element) values.Data.Span.CopyTo(destination);
        else values.ConvertTo(_element).Data.Span.CopyTo(destination);
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

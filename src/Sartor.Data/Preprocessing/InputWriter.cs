using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Data.Preprocessing;

/// <summary>
/// Writes values in the type of a model's input: <c>q = round(value / scale) + zeroPoint</c>, halves away from zero, saturated
/// (TFLite 8-bit quantisation specification), or as float.
/// </summary>
internal sealed class InputWriter
{
    private readonly ElementType _element;
    private readonly QuantizationParameters? _quantization;

    /// <exception cref="OptionException">Sartor cannot write that type, or the parameters run along an axis.</exception>
    public InputWriter(ElementType element, QuantizationParameters? quantization)
    {
        if (quantization is { IsPerAxis: true } or { Scales.Count: 0 })
            throw new OptionException("preprocess", "the input is quantised along an axis; Sartor feeds inputs with one scale");
        if (element is not (ElementType.Float32 or ElementType.Float16 or ElementType.Float64) && !element.IsInteger()
            || element is ElementType.Int4 or ElementType.UInt4)
            throw new OptionException("preprocess", $"an input of {element.Label()} cannot be fed; Sartor feeds float16, float32, float64 and integers from 8 bits");
        _element = element;
        // A scale of 0 is how some writers say "not quantised".
        _quantization = element.IsInteger() && quantization is { } q && q.Scales[0] > 0 ? q : null;
    }

    /// <summary>True for an integer input without parameters, which takes pixels 0..255 as they are.</summary>
    public bool TakesRawPixels => _element.IsInteger() && _quantization is null;

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
        else if (_quantization is null) values.ConvertTo(_element).Data.Span.CopyTo(destination);
        else Write(values.ToSingles(), destination);
    }

    private void Write(float[] values, Span<byte> destination)
    {
        if (_quantization is { } quantization) Quantize(values, quantization);
        switch (_element)
        {
            case ElementType.Float32:
                MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(destination);
                break;
            case ElementType.UInt8:
                for (var i = 0; i < values.Length; i++) destination[i] = byte.CreateSaturating(values[i]);
                break;
            case ElementType.Int8:
                for (var i = 0; i < values.Length; i++) destination[i] = unchecked((byte)sbyte.CreateSaturating(values[i]));
                break;
            default:
                Tensor.Create(new Shape(values.Length), values).ConvertTo(_element).Data.Span.CopyTo(destination);
                break;
        }
    }

    private static void Quantize(float[] values, QuantizationParameters quantization)
    {
        var scale = quantization.Scales[0];
        var zeroPoint = quantization.ZeroPoints[0];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(Math.Round((double)values[i] / scale, MidpointRounding.AwayFromZero) + zeroPoint);
    }
}

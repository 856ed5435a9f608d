using Sartor.Convert.Pixels;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>The values that an input is fed with, and how they are known.</summary>
/// <param name="Low">Smallest value, as a float value of the source's input.</param>
/// <param name="High">Largest value, ≥ <paramref name="Low"/>.</param>
/// <param name="Origin">How the range is known.</param>
public sealed record InputDomain(float Low, float High, DomainOrigin Origin)
{
    /// <summary>A value to feed instead of the range; null for none.</summary>
    public Tensor? Value { get; init; }

    /// <summary>What an input that stands for pixels of 0 to 255 takes.</summary>
    /// <param name="pixels">The input.</param>
    public static InputDomain OfPixels(PixelInput pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return pixels.Frame is null
            ? new InputDomain(pixels.Low, pixels.High, DomainOrigin.Stated)
            : new InputDomain(0, byte.MaxValue, DomainOrigin.Stated);
    }

    /// <summary>
    /// The range of the 8-bit integers that an input is, or that all who read it first make of it; null where there is none.
    /// </summary>
    /// <param name="input">An input of a variant.</param>
    public static InputDomain? OfQuantized(Value input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Quantization is not null) return Of(TensorMapping.Of(input));
        InputDomain?[] read = [.. input.Uses.Select(use => use.Node.Operator is Quantize ? OfStep(use.Node) : null)];
        if (read.Length == 0 || read.Contains(null)) return null;
        return new(read.Max(range => range!.Low), read.Min(range => range!.High), DomainOrigin.Quantization);
    }

    private static InputDomain? OfStep(Node quantize) =>
        quantize.Output is { Quantization.IsPerAxis: false, Type.Element: ElementType.Int8 or ElementType.UInt8 } step
            ? Of(TensorMapping.Of(step))
            : null;

    /// <summary>
    /// What is known of an input by itself: the whole range of a quantized 8-bit input; 0 to 255 for plain bytes, as images have; false
    /// and true; 0 and 1 for other integers, which may be indices; −1 to 1 for floats.
    /// </summary>
    /// <param name="input">An input of the source.</param>
    public static InputDomain Of(TensorMapping input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var element = input.VariantType.Element;
        if (input.Quantization is { } q && element is ElementType.Int8 or ElementType.UInt8)
        {
            var lowest = element == ElementType.Int8 ? -128 : 0;
            return new(
                (lowest - q.ZeroPoints[0]) * q.Scales[0], (lowest + 255 - q.ZeroPoints[0]) * q.Scales[0], DomainOrigin.Quantization);
        }
        if (element == ElementType.UInt8) return new(0, 255, DomainOrigin.Type);
        if (element == ElementType.Bool) return new(0, 1, DomainOrigin.Type);
        return element.IsFloat() || input.Quantization is not null
            ? new(-1, 1, DomainOrigin.Assumed)
            : new(0, 1, DomainOrigin.Assumed);
    }
}

/// <summary>How the range of an input is known.</summary>
public enum DomainOrigin
{
    /// <summary>Nothing states it.</summary>
    Assumed,

    /// <summary>The element type leaves no other.</summary>
    Type,

    /// <summary>The quantization of the input.</summary>
    Quantization,

    /// <summary>The graph: what the input indexes.</summary>
    Graph,

    /// <summary>The samples of the data.</summary>
    Data,

    /// <summary>The caller stated it.</summary>
    Stated,
}

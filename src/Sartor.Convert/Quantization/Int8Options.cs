using Sartor.Core;

namespace Sartor.Convert.Quantization;

/// <summary>What int8 is to do beside its rules.</summary>
public sealed record Int8Options
{
    /// <summary>The rules alone.</summary>
    public static Int8Options Default { get; } = new();

    /// <summary>
    /// Layers that stay float32 though there is an int8 kernel, by the name of their first output in the lowered graph
    /// (<see cref="Int8Layer.Output"/>). What only moves values between them stays float32 too.
    /// </summary>
    public IReadOnlySet<string> FloatLayers { get; init; } = new HashSet<string>();

    /// <summary>
    /// Type of activations: int8, or int16 with int64 biases (TFLite's 16x8), where operators without such a kernel stay float32.
    /// </summary>
    public ElementType Activations { get; init; } = ElementType.Int8;

    /// <summary>When channels are brought to one range across layers; default where int8 would lose them.</summary>
    public CrossLayerEqualization Equalization { get; init; } = CrossLayerEqualization.Auto;

    /// <summary>Whether biases take back the shift of the mean that rounded weights cause (bias correction); default true.</summary>
    public bool CorrectsBias { get; init; } = true;

    /// <summary>A source that was quantized already, whose parameters are kept; null for one of floats.</summary>
    internal QuantizedSource? Source { get; init; }

    /// <summary>
    /// Type of all inputs and outputs that hold real values: float32, int8 or uint8; null for what the target writes without being asked.
    /// </summary>
    public ElementType? Boundary { get; init; }
}

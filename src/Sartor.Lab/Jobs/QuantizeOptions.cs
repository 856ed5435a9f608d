using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Weights;
using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Jobs;

/// <summary>What one quantisation to int8 is to do.</summary>
public sealed record QuantizeOptions
{
    /// <summary>Model and data.</summary>
    public required InputOptions Input { get; init; }

    /// <summary>The file to write; an existing one is replaced once the new one has passed.</summary>
    public required string OutputPath { get; init; }

    /// <summary>
    /// Files that the caller read for this, such as the weights of a PyTorch model: they are not replaced, nor are model, data and labels.
    /// </summary>
    public IReadOnlyList<string> ReadFiles { get; init; } = [];

    /// <summary>What to convert to; default <see cref="ConversionTargets.Default"/>.</summary>
    public IConversionTarget Target { get; init; } = ConversionTargets.Default;

    /// <summary>Whether inputs and outputs keep the layout of the source, at the price of transposes; default false.</summary>
    public bool KeepsLayout { get; init; }

    /// <summary>Whether the file takes raw pixels, with mean, deviation and order of channels inside; default false.</summary>
    public bool BakesPreprocessing { get; init; }

    /// <summary>
    /// The size of the pictures that the file takes, and resizes and crops itself where it <see cref="BakesPreprocessing"/>; null, the
    /// default: it takes them in the size of the source's input.
    /// </summary>
    public PictureSize? InputSize { get; init; }

    /// <summary>
    /// Whether the file tells task libraries how images are fed, as TFLite metadata; default false.
    /// </summary>
    public bool WritesMetadata { get; init; }

    /// <summary>Names of the classes for that metadata, in the order of the scores; empty: those of the data, if they fit.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>How weights are reduced so that the file compresses better; null, the default, for not at all.</summary>
    public WeightReduction? Reduction { get; init; }

    /// <summary>How ranges of activations are chosen; default <see cref="CalibrationMethod.MinMax"/>.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.MinMax;

    /// <summary>Samples to calibrate on, at most four fifths of the data; null: a fifth of them, at most 500.</summary>
    public int? CalibrationSamples { get; init; }

    /// <summary>
    /// Layers that stay float32, by the name of a node or of a tensor that it gives, in the source or in the lowered graph; default none.
    /// </summary>
    public IReadOnlyList<string> FloatLayers { get; init; } = [];

    /// <summary>Whether to measure what int8 costs by tensor and by layer; default false.</summary>
    public bool Sensitivity { get; init; }

    /// <summary>
    /// The most that the score of the held-out samples may drop, in its unit, ≥ 0: as few layers as possible stay float32 so that it does
    /// not drop more. Null: all layers that can be are int8.
    /// </summary>
    public double? MaxDrop { get; init; }

    /// <summary>
    /// The least signal-to-quantization-noise ratio that the outputs may have on the held-out samples, in dB: as few layers as possible
    /// stay float32 so that the worst output keeps it. Needs no labels. Null: any noise is allowed.
    /// </summary>
    public double? MinSqnrDb { get; init; }

    /// <summary>
    /// Type of activations: int8 (default), or int16 beside int8 weights and int64 biases, where operators without such a kernel stay
    /// float32 and so do inputs and outputs unless int16 is asked for.
    /// </summary>
    public ElementType Activations { get; init; } = ElementType.Int8;

    /// <summary>
    /// Type of inputs and outputs that hold real values: float32, int8 or uint8. Null for what the target writes without being asked: int8
    /// for TFLite, and float32 where int8 would spoil an output; float32 for ONNX.
    /// </summary>
    public ElementType? Boundary { get; init; }

    /// <summary>When channels are brought to one range across layers; default where int8 would lose them.</summary>
    public CrossLayerEqualization Equalization { get; init; } = CrossLayerEqualization.Auto;

    /// <summary>Whether biases take back the shift of the mean that rounded weights cause (bias correction); default true.</summary>
    public bool CorrectsBias { get; init; } = true;

    /// <summary>Limits of verification.</summary>
    public GateLimits Limits { get; init; } = GateLimits.Default;

    /// <summary>Threads of an engine; default 1.</summary>
    public int Threads { get; init; } = 1;
}

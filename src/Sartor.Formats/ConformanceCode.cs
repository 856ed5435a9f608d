namespace Sartor.Formats;

/// <summary>What a <see cref="ConformanceFinding"/> speaks of. The codes are stable.</summary>
internal static class ConformanceCode
{
    /// <summary>A scale is not finite or not above 0.</summary>
    public const string Scale = "scale";

    /// <summary>The number of scales is neither 1 nor the extent of their axis, or zero points are not as many.</summary>
    public const string ScaleCount = "scale-count";

    /// <summary>A zero point lies outside of its type.</summary>
    public const string ZeroPointRange = "zero-point-range";

    /// <summary>A zero point has to be 0 and is not: of int8 weights and of int16.</summary>
    public const string ZeroPoint = "zero-point";

    /// <summary>Integers of an operator that computes with reals have no parameters.</summary>
    public const string NotQuantized = "not-quantized";

    /// <summary>An activation has a scale for each index of an axis.</summary>
    public const string PerAxisActivation = "per-axis-activation";

    /// <summary>The scales of weights run along another axis than the operator takes them.</summary>
    public const string QuantizedDimension = "quantized-dimension";

    /// <summary>A weight of −128.</summary>
    public const string WeightRange = "weight-range";

    /// <summary>The scale of a bias is not the product of those of input and weights.</summary>
    public const string BiasScale = "bias-scale";

    /// <summary>The zero point of a bias is not 0.</summary>
    public const string BiasZeroPoint = "bias-zero-point";

    /// <summary>Tensors that have to share their parameters do not.</summary>
    public const string SharedScale = "shared-scale";

    /// <summary>The output of an operator with fixed parameters has others.</summary>
    public const string FixedOutput = "fixed-output";

    /// <summary>The output of a sum has so small a scale that the kernel ends the process.</summary>
    public const string SumScale = "sum-scale";

    /// <summary>Metadata for task libraries begins with another identifier than M001.</summary>
    public const string MetadataIdentifier = "metadata-identifier";

    /// <summary>It refers to places outside of its buffer.</summary>
    public const string MetadataDamaged = "metadata-damaged";

    /// <summary>It speaks of other numbers of subgraphs, inputs or outputs than the model has.</summary>
    public const string MetadataTensors = "metadata-tensors";

    /// <summary>Its mean or deviation is not finite, not above 0, or not one for each channel.</summary>
    public const string MetadataNormalization = "metadata-normalization";

    /// <summary>The archive of the files that it names is missing, cut off or damaged.</summary>
    public const string MetadataArchive = "metadata-archive";

    /// <summary>A file that it names is not in the archive, or a name there leads out of its folder.</summary>
    public const string MetadataFiles = "metadata-files";

    /// <summary>Labels are not as many as an axis of their tensor has indices, or not text.</summary>
    public const string MetadataLabels = "metadata-labels";
}

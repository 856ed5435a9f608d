namespace Sartor.Results.Records;

/// <summary>
/// What int8 costs, tensor by tensor and layer by layer, beside the float32 network on some calibration samples. Signal to quantization
/// noise is <c>10·log₁₀(Σx² / Σ(x − y)²)</c> with the values x of the float32 network.
/// </summary>
public sealed record SensitivityReport
{
    /// <summary>Engine and delegate that ran both.</summary>
    public required EngineTarget Target { get; init; }

    /// <summary>Runs of the network that were compared.</summary>
    public required int Samples { get; init; }

    /// <summary>The layers that int8 computes with integers, the most sensitive first.</summary>
    public required IReadOnlyList<LayerSensitivity> Layers { get; init; }

    /// <summary>The tensors between nodes and the outputs, the noisiest first; empty where the engine cannot show them.</summary>
    public required IReadOnlyList<TensorNoise> Tensors { get; init; }
}

/// <summary>What the outputs lose where one layer alone is int8.</summary>
public sealed record LayerSensitivity
{
    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>What it computes.</summary>
    public required string Operator { get; init; }

    /// <summary>Name of the tensor that it gives.</summary>
    public required string Output { get; init; }

    /// <summary>
    /// Signal to quantization noise of the output that loses most, in decibels; null where nothing is lost, or it was not run.
    /// </summary>
    public required double? SqnrDb { get; init; }

    /// <summary>Why it was not run, in the engine's words; null where it was.</summary>
    public string? Problem { get; init; }
}

/// <summary>How noisy a tensor is where all is int8.</summary>
public sealed record TensorNoise
{
    /// <summary>Name in the file.</summary>
    public required string Name { get; init; }

    /// <summary>What computes it; null for an input.</summary>
    public required string? Operator { get; init; }

    /// <summary>Type in the file.</summary>
    public required string ElementType { get; init; }

    /// <summary>Signal to quantization noise in decibels, the noise of all layers before it included; null where nothing differs.</summary>
    public required double? SqnrDb { get; init; }

    /// <summary>The step of its integers, in units of its values; null where it holds none, or they have several.</summary>
    public double? Scale { get; init; }
}

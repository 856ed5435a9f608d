namespace Sartor.Results.Records;

/// <summary>Which layers were kept in float32 so that the score drops, or noise rises, by no more than was allowed, and how.</summary>
public sealed record MixedPrecision
{
    /// <summary>The most that the score may drop, in its unit; null where only noise was limited.</summary>
    public required double? MaxDrop { get; init; }

    /// <summary>
    /// The least signal-to-quantization-noise ratio, 10·log₁₀(Σx² / Σ(x − y)²) over the held-out samples, in dB; null where it was not
    /// limited.
    /// </summary>
    public double? MinSqnrDb { get; init; }

    /// <summary>
    /// What drops: the title of the score by the data; without labels that of the agreement with the source, which drops from 1; where no
    /// score reads the outputs <c>error ÷ spread</c> of the worst output, which rises from 0. <c>SQNR</c> where only noise was limited.
    /// </summary>
    public required string Measure { get; init; }

    /// <summary>Whether a variant kept it.</summary>
    public required bool Reached { get; init; }

    /// <summary>How much it drops with these layers, on the target where it drops most; null where nothing was measured.</summary>
    public required double? Drop { get; init; }

    /// <summary>That ratio of the worst output with these layers, in dB; null where it was not measured, or is not finite.</summary>
    public double? SqnrDb { get; init; }

    /// <summary>Layers that were computed in int8 without this search.</summary>
    public required int Layers { get; init; }

    /// <summary>The layers kept in float32, in the order of execution.</summary>
    public required IReadOnlyList<NodeFacts> FloatLayers { get; init; }

    /// <summary>What was tried, in order.</summary>
    public required IReadOnlyList<MixedPrecisionTrial> Trials { get; init; }
}

/// <summary>One variant that was tried.</summary>
/// <param name="What">What it was, in words.</param>
/// <param name="FloatLayers">Layers kept in float32.</param>
/// <param name="Drop">How much the score dropped; null where it was not asked for or could not be run.</param>
/// <param name="Passed">Whether that is allowed.</param>
public sealed record MixedPrecisionTrial(string What, int FloatLayers, double? Drop, bool Passed)
{
    /// <summary>Signal-to-quantization-noise ratio of the worst output, in dB; null where it was not measured, or is not finite.</summary>
    public double? SqnrDb { get; init; }
}

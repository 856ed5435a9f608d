namespace Sartor.Results.Records;

/// <summary>Which layers were kept in float32 so that the score drops by no more than was allowed, and how that was found.</summary>
public sealed record MixedPrecision
{
    /// <summary>The most that the score may drop, in its unit.</summary>
    public required double MaxDrop { get; init; }

    /// <summary>
    /// What drops: the title of the score by the data; without labels that of the agreement with the source, which drops from 1; where no
    /// score reads the outputs <c>error ÷ spread</c> of the worst output, which rises from 0.
    /// </summary>
    public required string Measure { get; init; }

    /// <summary>Whether a variant kept it.</summary>
    public required bool Reached { get; init; }

    /// <summary>How much it drops with these layers, on the target where it drops most; null where nothing was measured.</summary>
    public required double? Drop { get; init; }

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
/// <param name="Drop">How much the score dropped; null where it could not be run or its outputs were not finite.</param>
/// <param name="Passed">Whether that is allowed.</param>
public sealed record MixedPrecisionTrial(string What, int FloatLayers, double? Drop, bool Passed);

namespace Sartor.Results.Records;

/// <summary>A score with its 95 % interval (docs/scores.md).</summary>
public sealed record ScoreValue
{
    /// <summary>A share from 0 to 1, or an error in the unit of the output.</summary>
    public required double Value { get; init; }

    /// <summary>Lower end of the interval; null if there is a single sample and the score is not a share of right answers.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval; null as above.</summary>
    public double? High { get; init; }

    /// <summary>Samples that were right; null if a sample is not simply right or wrong.</summary>
    public int? Correct { get; init; }
}

namespace Sartor.Results.Records;

/// <summary>A share of samples with its Wilson score interval (docs/verification.md).</summary>
public sealed record Proportion
{
    /// <summary><see cref="Correct"/> ÷ <see cref="N"/>, 0 to 1.</summary>
    public required double Value { get; init; }

    /// <summary>Lower end of the 95 % interval.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end of the 95 % interval.</summary>
    public required double High { get; init; }

    /// <summary>Number of samples.</summary>
    public required int N { get; init; }

    /// <summary>How many of them were right, or agreed.</summary>
    public required int Correct { get; init; }
}

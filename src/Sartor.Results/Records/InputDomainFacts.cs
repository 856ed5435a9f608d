namespace Sartor.Results.Records;

/// <summary>The values that an input was fed with, beside samples of data.</summary>
public sealed record InputDomainFacts
{
    /// <summary>Name of the input.</summary>
    public required string Name { get; init; }

    /// <summary>Smallest value.</summary>
    public required double Low { get; init; }

    /// <summary>Largest value.</summary>
    public required double High { get; init; }

    /// <summary>
    /// How the range is known: <c>stated</c>, <c>data</c>, <c>quantization</c>, <c>graph</c> (what the input indexes), <c>type</c>, or
    /// <c>assumed</c>, where nothing states it.
    /// </summary>
    public required string Origin { get; init; }
}

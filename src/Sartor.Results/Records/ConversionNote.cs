namespace Sartor.Results.Records;

/// <summary>Diagnostics of a conversion with one code, where a check of the file failed that they may explain.</summary>
public sealed record ConversionNote
{
    /// <summary>Code of the diagnostics, which stand in the result with the conversion: <c>int8-range</c>, <c>float16-range</c>.</summary>
    public required string Code { get; init; }

    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>The message of the first.</summary>
    public required string First { get; init; }
}

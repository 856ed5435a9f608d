namespace Sartor.Results.Records;

/// <summary>
/// What the parts of a space's networks take on a device: the result of <c>sartor tailor profile</c>, which predictions and searches read.
/// </summary>
public sealed record LatencyProfile : IResultDocument
{
    public static string CurrentSchema => "sartor.tailor-latency/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Sartor that measured.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset WrittenUtc { get; init; }

    /// <summary>The name of the network's file.</summary>
    public required string Model { get; init; }

    /// <summary>The name of the space.</summary>
    public required string Space { get; init; }

    /// <summary>Eight hexadecimal digits with which the codes of the space begin.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The address of the device.</summary>
    public required string Device { get; init; }

    /// <summary>The device's processor and system.</summary>
    public required DeviceFacts? DeviceFacts { get; init; }

    /// <summary>The engine.</summary>
    public required string Engine { get; init; }

    /// <summary>The version of the engine; null where nothing was measured.</summary>
    public required string? EngineVersion { get; init; }

    /// <summary>The delegate.</summary>
    public required string Delegate { get; init; }

    /// <summary>The precision of the files that were measured.</summary>
    public required string Precision { get; init; }

    /// <summary>Threads of the engine.</summary>
    public required int Threads { get; init; }

    /// <summary>Forms of blocks and of the layers between them.</summary>
    public required IReadOnlyList<LatencyItem> Units { get; init; }

    /// <summary>Steps of the engine, as far as they were asked for.</summary>
    public required IReadOnlyList<LatencyItem> Operators { get; init; }

    /// <summary>Whole networks, by their codes.</summary>
    public required IReadOnlyList<LatencyItem> Networks { get; init; }

    /// <summary>For each kind of block, what the engine makes of its steps when they follow each other.</summary>
    public required IReadOnlyList<FusionFinding> Fusions { get; init; }

    /// <summary>What could not be measured, and why.</summary>
    public required IReadOnlyList<LatencyFailure> Failures { get; init; }
}

/// <summary>What one part takes.</summary>
/// <param name="Key">The part's key, or the network's code.</param>
/// <param name="MedianMs">The median latency in milliseconds.</param>
/// <param name="LowMs">Lower end of the median's interval.</param>
/// <param name="HighMs">Upper end of that interval.</param>
/// <param name="Runs">Counted inferences.</param>
/// <param name="Trial">The trial that measured it.</param>
public sealed record LatencyItem(string Key, double MedianMs, double LowMs, double HighMs, int Runs, string Trial);

/// <summary>A part without a latency.</summary>
/// <param name="Key">The part's key, or the network's code.</param>
/// <param name="Ending">How its trial ended: refused, invalid, permanent, transient, skipped, interrupted.</param>
/// <param name="Reason">Why, one sentence.</param>
public sealed record LatencyFailure(string Key, string Ending, string Reason);

/// <summary>Blocks timed whole beside the sum of their steps.</summary>
/// <param name="Block">The kind of block.</param>
/// <param name="Count">How many forms were compared.</param>
/// <param name="Ratio">The median of the whole over the sum.</param>
/// <param name="LowRatio">The least.</param>
/// <param name="HighRatio">The largest.</param>
/// <param name="IsAdditive">Whether the intervals of all leave room for the sum: then steps alone would do.</param>
public sealed record FusionFinding(string Block, int Count, double Ratio, double LowRatio, double HighRatio, bool IsAdditive);

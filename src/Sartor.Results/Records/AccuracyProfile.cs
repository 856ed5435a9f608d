namespace Sartor.Results.Records;

/// <summary>
/// How many held-back samples networks of a space classify rightly: the result of <c>sartor tailor accuracy</c>, which predictions and
/// searches read.
/// </summary>
public sealed record AccuracyProfile : IResultDocument
{
    public static string CurrentSchema => "sartor.tailor-accuracy/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Sartor that measured.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset WrittenUtc { get; init; }

    /// <summary>The name of the network's file.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of that file.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>The name of the space.</summary>
    public required string Space { get; init; }

    /// <summary>Eight hexadecimal digits with which the codes of the space begin.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The name of the data.</summary>
    public required string Data { get; init; }

    /// <summary>Held-back samples that each network was judged by.</summary>
    public required int Samples { get; init; }

    /// <summary>Other samples, from which the statistics of normalizations were measured; 0 where the network has none.</summary>
    public required int Recalibration { get; init; }

    /// <summary>SHA-256 over the hashes of the samples that judged, in their order.</summary>
    public required string SamplesSha256 { get; init; }

    /// <summary>The code of the network itself, which the others are compared with.</summary>
    public required string Base { get; init; }

    /// <summary>The networks; the network itself, single modifications of it, then networks that were drawn.</summary>
    public required IReadOnlyList<MeasuredAccuracy> Networks { get; init; }
}

/// <summary>What was measured of a network.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Kind">base, single (one decision differs from the network itself) or drawn.</param>
/// <param name="Decision">Of a single modification, the decision and its value; null for others.</param>
/// <param name="Correct">Samples that it classified rightly.</param>
/// <param name="Lost">Samples of those that the network itself had right and it has wrong.</param>
/// <param name="Gained">Samples that it has right and the network itself wrong.</param>
/// <param name="Loss">Accuracy lost against the network itself, as a share of the samples.</param>
/// <param name="LossLow">Lower end of the loss's interval of 95 %, from the pairs (Lost and Gained).</param>
/// <param name="LossHigh">Upper end of that interval.</param>
public sealed record MeasuredAccuracy(
    string Code, string Kind, string? Decision, int Correct, int Lost, int Gained, double Loss, double LossLow, double LossHigh);

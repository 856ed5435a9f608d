using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>One score of a variant beside that of its source on the same samples (docs/scores.md).</summary>
public sealed record ScoreResult
{
    /// <summary>Name of the score, with the output that it reads if that is not the first: <c>top1</c>, <c>mae@depth</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people: <c>top-1 accuracy</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Whether more or less is better.</summary>
    public required ScoreKind Kind { get; init; }

    /// <summary>What the answers were compared with.</summary>
    public required ScoreTruth Truth { get; init; }

    /// <summary>Number of held-out samples.</summary>
    public required int Samples { get; init; }

    /// <summary>Value of the variant.</summary>
    public required ScoreValue Variant { get; init; }

    /// <summary>Value of the source; null if its own answers are the truth.</summary>
    public ScoreValue? Source { get; init; }

    /// <summary>Value of guessing, in the unit of the score; null if unknown.</summary>
    public double? Guess { get; init; }

    /// <summary>
    /// p-value of the one-sided test that the source is better than guessing; null if guessing is unknown or the source's own answers are
    /// the truth.
    /// </summary>
    public double? GuessPValue { get; init; }

    /// <summary>
    /// How much worse the variant is than the source: a share of the samples, or a share of the error of guessing (of the source's own
    /// error where that is not known). Negative where it is better; null where the source's answers are the truth, or the loss has no end.
    /// </summary>
    public double? Loss { get; init; }

    /// <summary>
    /// Upper end of the 95 % interval of <see cref="Loss"/>, in the same unit: a larger loss can be excluded. Null where there is no loss,
    /// for a single sample, and in files of earlier versions.
    /// </summary>
    public double? LossBound { get; init; }

    /// <summary>p-value of the one-sided paired test that the variant is worse; null where the source's answers are the truth.</summary>
    public double? PValue { get; init; }

    /// <summary>Samples that only the source gets right; null if a sample is not simply right or wrong.</summary>
    public int? Lost { get; init; }

    /// <summary>Samples that only the variant gets right; null as above.</summary>
    public int? Won { get; init; }

    /// <summary>
    /// The classes of the samples in the network's order, where the data's labels decide what is simply right or wrong; else empty, and in
    /// files of earlier versions.
    /// </summary>
    public IReadOnlyList<ClassScore> Classes { get; init => field = value ?? []; } = [];

    /// <summary>More is better, whatever the kind.</summary>
    [JsonIgnore]
    public double Goodness => Kind == ScoreKind.Share ? Variant.Value : -Variant.Value;
}

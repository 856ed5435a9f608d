using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>How a variant on one engine and delegate compares with the source (docs/verification.md).</summary>
public sealed record Verdict
{
    /// <summary>Engine and delegate that ran the variant.</summary>
    public required EngineTarget Target { get; init; }

    /// <summary>Numeric differences, one entry for each set of inputs: <c>held-out</c>, <c>calibration</c>, <c>random</c>.</summary>
    public required IReadOnlyList<Parity> Parity { get; init; }

    /// <summary>
    /// How right it is on the held-out samples: first the scores by the data, then those by the source's answers. Empty where there are
    /// neither labels nor a score that reads such outputs.
    /// </summary>
    [JsonRequired]
    public IReadOnlyList<ScoreResult> Scores { get; init; } = [];

    /// <summary>The score that decides: the first; null where there is none.</summary>
    [JsonIgnore]
    public ScoreResult? Score => Scores.Count > 0 ? Scores[0] : null;

    /// <summary>
    /// Held-out samples for which the variant names another class than its source, in the order of the samples, 200 at most; empty where
    /// no score reads classes, and in files of earlier versions.
    /// </summary>
    public IReadOnlyList<ChangedSample> ChangedSamples { get; init => field = value ?? []; } = [];

    /// <summary>How many there are of them; null where no score reads classes, and in files of earlier versions.</summary>
    public int? ChangedSampleCount { get; init; }

    /// <summary>Whether the variant may be recommended on this target.</summary>
    public required Gate Gate { get; init; }

    /// <summary>When an earlier run compared them, in UTC, where that was reused; null where this run did.</summary>
    public DateTimeOffset? ReusedFromUtc { get; init; }

    /// <summary>The verdict of a variant that the target could not run.</summary>
    /// <param name="target">Engine and delegate.</param>
    /// <param name="reason">In the engine's words.</param>
    public static Verdict NotRun(EngineTarget target, string reason) => new()
    {
        Target = target,
        Parity = [],
        Gate = Gate.Of([new GateCheck { Code = GateCode.NotRun, Passed = false, Detail = reason }]),
    };

    /// <summary>
    /// The worst of several: one that failed, then the lowest score by the data, then the largest relative error; null of none.
    /// </summary>
    public static Verdict? Worst(IEnumerable<Verdict> verdicts) => verdicts
        .OrderBy(v => v.Gate.Passed)
        .ThenBy(v => v.Score is { Truth: ScoreTruth.Data } score ? score.Goodness : double.PositiveInfinity)
        .ThenByDescending(v => v.Parity.Select(p => p.MaxRelError ?? double.MaxValue).DefaultIfEmpty(0).Max())
        .FirstOrDefault();
}

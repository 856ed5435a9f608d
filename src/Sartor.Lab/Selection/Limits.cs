using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Selection;

/// <summary>Which limits a candidate exceeds, and by how much.</summary>
internal static class Limits
{
    /// <summary>One rejection for each limit that it exceeds, in the order in which people read them.</summary>
    public static IEnumerable<Rejection> Exceeded(Candidate candidate, Constraints constraints) =>
        Measured(candidate, constraints).Concat(Scored(candidate, constraints)).Select(rejection => rejection with
        {
            Variant = candidate.Variant.Name,
            Target = candidate.Trial.Target,
        });

    /// <summary>
    /// How far the worst of the values is from its limit, as a share of the limit, or as it is where the limit is 0; infinite where a value
    /// is missing.
    /// </summary>
    public static double Distance(IEnumerable<Rejection> exceeded) => exceeded.Max(rejection =>
        rejection is { Value: { } value, Limit: { } limit } && rejection.Code != RejectionCode.NoScore
            ? Math.Abs(value - limit) / (limit == 0 ? 1 : Math.Abs(limit))
            : double.PositiveInfinity);

    private static IEnumerable<Rejection> Measured(Candidate c, Constraints constraints)
    {
        if (constraints.MaxLatencyMs is { } ms && c.Latency.MedianHighNs > ms * 1e6)
            yield return Over(RejectionCode.OverLatency, c.Latency.MedianHighNs / 1e6, ms);
        var p95 = c.Latency.P95HighNs ?? c.Latency.P95Ns;
        if (constraints.MaxP95Ms is { } tail && p95 > tail * 1e6) yield return Over(RejectionCode.OverP95, p95 / 1e6, tail);
        if (constraints.MaxSizeMb is { } mb && c.Variant.SizeBytes > mb * 1e6)
            yield return Over(RejectionCode.OverSize, c.Variant.SizeBytes / 1e6, mb);
        if (constraints.MaxMemoryMb is { } memory && !(c.Trial.PeakMemoryBytes <= memory * 1e6))
            yield return Over(RejectionCode.OverMemory, c.Trial.PeakMemoryBytes / 1e6, memory);
    }

    // A limit is of one kind of score; another kind, or none by the data, cannot keep it.
    private static IEnumerable<Rejection> Scored(Candidate c, Constraints constraints)
    {
        var score = c.Verdict.Score is { Truth: ScoreTruth.Data } byData ? byData : null;
        if (constraints.MinScore is { } least)
        {
            if (score is not { Kind: ScoreKind.Share }) yield return NoScore(score, least, $"share of at least {Quantity.Percent(least)}");
            else if (score.Variant.Value < least) yield return Over(RejectionCode.UnderScore, score.Variant.Value, least, score.Title);
        }
        if (constraints.MaxError is { } most)
        {
            if (score is not { Kind: ScoreKind.Error }) yield return NoScore(score, most, $"error of at most {Quantity.Number(most)}");
            else if (score.Variant.Value > most) yield return Over(RejectionCode.OverError, score.Variant.Value, most, score.Title);
        }
        if (constraints.MaxDrop is { } drop && !c.IsSource && DropProblem(score, drop) is { } problem) yield return problem;
    }

    private static Rejection? DropProblem(ScoreResult? score, double limit)
    {
        if (score?.Source is not { } source) return NoScore(score, limit, $"score by the data to lose at most {Quantity.Number(limit)} of");
        var drop = score.Kind == ScoreKind.Share ? source.Value - score.Variant.Value : score.Variant.Value - source.Value;
        // Shares are quotients of counts: what is equal but for rounding is equal.
        var isOver = drop > limit + (1e-9 * Math.Max(1, Math.Abs(source.Value)));
        var code = score.Kind == ScoreKind.Share ? RejectionCode.OverDrop : RejectionCode.OverErrorRise;
        return isOver ? Over(code, drop, limit, score.Title) : null;
    }

    private static Rejection Over(string code, double? value, double limit, string? detail = null) =>
        new() { Variant = "", Code = code, Value = value, Limit = limit, Detail = detail };

    private static Rejection NoScore(ScoreResult? score, double limit, string asked) => new()
    {
        Variant = "",
        Code = RejectionCode.NoScore,
        Value = score?.Variant.Value,
        Limit = limit,
        Detail = score is null ? $"has no {asked}: the data has no labels or targets" : $"has no {asked}: its score is {score.Title}",
    };
}

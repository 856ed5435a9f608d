using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Selection;

/// <summary>Says which trial to ship: the Pareto front of what may be shipped, one pick, and why the others not.</summary>
internal static class Recommender
{
    /// <summary>
    /// Two launches of the same model differ by about this share although each series is narrow. Serves where results have no rounds in
    /// common: those of earlier versions, and of a single launch.
    /// </summary>
    public const double Repeatability = 0.03;

    private sealed record Candidate(VariantResult Variant, TrialResult Trial, Verdict Verdict)
    {
        public TrialKey Key => TrialKey.Of(Variant.Name, Trial.Target);

        public LatencySummary Latency => Trial.Latency!;

        /// <summary>
        /// How good the score is that decides, by the data or else by the source's answers, more being better; NaN where there is none.
        /// </summary>
        public double Quality => Verdict.Score?.Goodness ?? (Variant.Name == VariantResult.SourceName ? 1 : double.NaN);
    }

    /// <summary>
    /// Picks the fastest candidate that passed its gate and meets the constraints. Candidates whose rounds show no difference to the
    /// fastest are equally fast (<see cref="RoundComparison"/>; without shared rounds: whose median interval begins within
    /// <see cref="Repeatability"/> of the fastest one's end); among them the smallest file wins, then the best score, then the lowest
    /// median.
    /// </summary>
    public static (IReadOnlyList<TrialKey> Pareto, Recommendation Recommendation) Recommend(
        IReadOnlyList<VariantResult> variants, Constraints constraints)
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(constraints);
        var rejected = new List<Rejection>();
        var candidates = new List<Candidate>();
        foreach (var variant in variants) Collect(variant, candidates, rejected);
        var pareto = ParetoFront.Of(candidates, c => [c.Latency.MedianNs, c.Variant.SizeBytes ?? double.NaN, -c.Quality])
            .OrderBy(c => c.Latency.MedianNs).Select(c => c.Key).ToArray();
        var feasible = candidates.Where(c => Meets(c, constraints, rejected)).ToArray();
        if (feasible.Length == 0) return (pareto, None(candidates.Count, constraints, rejected));
        var pick = Pick(feasible);
        rejected.AddRange(feasible.Where(c => c != pick).Select(c => Compared(c, pick)));
        var fastest = feasible.MinBy(c => c.Latency.MedianNs)!;
        return (pareto, new Recommendation
        {
            Pick = pick.Key,
            Code = pick == fastest ? "fastest" : "smallest-of-the-fastest",
            Reason = Reason(pick, fastest, variants, constraints != new Constraints()),
            Constraints = constraints,
            Rejected = rejected,
        });
    }

    private static void Collect(VariantResult variant, List<Candidate> candidates, List<Rejection> rejected)
    {
        if (variant.Outcome != VariantOutcome.Made)
            rejected.Add(new Rejection { Variant = variant.Name, Code = RejectionCode.NotMade, Detail = variant.Reason });
        else if (variant.Trials.Count == 0)
            rejected.Add(
                new Rejection { Variant = variant.Name, Code = RejectionCode.NotMeasured, Detail = "none of the chosen engines runs it" });
        foreach (var trial in variant.Trials)
        {
            var verdict = variant.VerdictOn(trial.Target);
            Rejection Because(string code, string? detail) => new()
            {
                Variant = variant.Name,
                Target = trial.Target,
                Code = code,
                Detail = detail,
            };
            if (verdict is { Gate.Passed: false }) rejected.Add(Because(RejectionCode.GateFailed, verdict.Gate.Checks[0].Text));
            else if (trial.Latency is null) rejected.Add(Because(RejectionCode.NotMeasured, trial.Reason));
            else if (verdict is null) rejected.Add(Because(RejectionCode.NotVerified, variant.Reason));
            else candidates.Add(new(variant, trial, verdict));
        }
    }

    private static bool Meets(Candidate c, Constraints constraints, List<Rejection> rejected)
    {
        Rejection Over(string code, double? value, double limit) => new()
        {
            Variant = c.Variant.Name,
            Target = c.Trial.Target,
            Code = code,
            Value = value,
            Limit = limit,
        };
        var problem = (constraints.MaxLatencyMs, constraints.MaxSizeMb) switch
        {
            ({ } ms, _) when c.Latency.MedianHighNs > ms * 1e6 => Over(RejectionCode.OverLatency, c.Latency.MedianHighNs / 1e6, ms),
            (_, { } mb) when c.Variant.SizeBytes > mb * 1e6 => Over(RejectionCode.OverSize, c.Variant.SizeBytes / 1e6, mb),
            _ => ScoreProblem(c.Verdict.Score, constraints) is { } found ? found with
            {
                Variant = c.Variant.Name,
                Target = c.Trial.Target,
            } : null,
        };
        if (problem is not null) rejected.Add(problem);
        return problem is null;
    }

    // A limit is of one kind of score; another kind, or none by the data, cannot keep it.
    private static Rejection? ScoreProblem(ScoreResult? score, Constraints constraints)
    {
        var byData = score is { Truth: ScoreTruth.Data } ? score : null;
        Rejection Of(string code, double limit, string? detail) => new()
        {
            Variant = "",
            Code = code,
            Value = byData?.Variant.Value,
            Limit = limit,
            Detail = detail,
        };
        Rejection None(double limit, string asked) => Of(
            RejectionCode.NoScore, limit, byData is null ? $"has no {asked}: the data has no labels or targets"
                : $"has no {asked}: its score is {byData.Title}");
        return (constraints.MinScore, constraints.MaxError) switch
        {
            ({ } least, _) when byData is not { Kind: ScoreKind.Share } => None(least, $"share of at least {Quantity.Percent(least)}"),
            (_, { } most) when byData is not { Kind: ScoreKind.Error } => None(most, $"error of at most {Quantity.Number(most)}"),
            ({ } least, _) when byData.Variant.Value < least => Of(RejectionCode.UnderScore, least, byData.Title),
            (_, { } most) when byData.Variant.Value > most => Of(RejectionCode.OverError, most, byData.Title),
            _ => null,
        };
    }

    private static Candidate Pick(Candidate[] feasible)
    {
        var fastest = feasible.MinBy(c => c.Latency.MedianNs)!;
        return feasible.Where(c => IsAsFast(c, fastest))
            .OrderBy(c => c.Variant.SizeBytes ?? long.MaxValue)
            .ThenByDescending(c => double.IsNaN(c.Quality) ? double.MinValue : c.Quality)
            .ThenBy(c => c.Latency.MedianNs)
            .First();
    }

    private static bool IsAsFast(Candidate c, Candidate fastest) => RoundComparison.Of(fastest.Trial, c.Trial) is { } ratio
        ? ratio.Verdict != RatioVerdict.Slower
        : c.Latency.MedianLowNs <= fastest.Latency.MedianHighNs * (1 + Repeatability);

    private static Recommendation None(int candidates, Constraints constraints, List<Rejection> rejected) => new()
    {
        Pick = null,
        Code = candidates == 0 ? "none-passed" : "none-meets-constraints",
        Reason = candidates == 0
            ? "No variant passed verification and was measured; see the reason of each."
            : "No variant meets the constraints: "
            + $"{(candidates == 1 ? "the only candidate exceeds" : $"all {candidates} candidates exceed")} a limit.",
        Constraints = constraints,
        Rejected = rejected,
    };

    private static string Reason(Candidate pick, Candidate fastest, IReadOnlyList<VariantResult> variants, bool constrained)
    {
        var why = pick == fastest
            ? $"is the fastest that passed verification{(constrained ? " and meets the constraints" : "")}"
            : $"passed verification{(constrained ? ", meets the constraints" : "")} and is the smallest of those that show no difference "
            + $"in speed to {fastest.Key}";
        var text = $"{pick.Key} {why}: median {Quantity.Duration(pick.Latency.MedianNs)} "
            + $"({Quantity.Duration(pick.Latency.MedianLowNs)} to {Quantity.Duration(pick.Latency.MedianHighNs)}), "
            + $"{Quantity.Bytes(pick.Variant.SizeBytes)}";
        if (pick.Verdict.Score is { Truth: ScoreTruth.Data } score)
            text += $", {score.Title} {ScoreText.Interval(score.Kind, score.Variant)}, n = {score.Samples}";
        var source = variants.FirstOrDefault(v => v.Name == VariantResult.SourceName)?.Trials.Where(t => t.Latency is not null)
            .MinBy(t => t.Latency!.MedianNs);
        if (source?.Latency is { } latency && pick.Variant.Name != VariantResult.SourceName)
            text += $"; {Quantity.Speed(pick.Latency.MedianNs / latency.MedianNs, $"the source on {source.Target}")}";
        return text + ".";
    }

    private static Rejection Compared(Candidate c, Candidate pick)
    {
        var ratio = RoundComparison.Of(pick.Trial, c.Trial);
        var times = ratio?.Ratio ?? c.Latency.MedianNs / pick.Latency.MedianNs;
        var isTie = ratio is null ? times <= 1 + Repeatability : ratio.Verdict == RatioVerdict.NoDifference;
        var rejection = new Rejection
        {
            Variant = c.Variant.Name,
            Target = c.Trial.Target,
            Code = RejectionCode.AsFast,
            Value = c.Variant.SizeBytes,
            Limit = pick.Variant.SizeBytes,
        };
        return isTie ? rejection : rejection with { Code = RejectionCode.Slower, Value = times, Limit = null, Ratio = ratio };
    }
}

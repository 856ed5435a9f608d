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

    /// <summary>
    /// Picks the candidate that passed its gate, meets the constraints and is the best by what is preferred: without a preference the
    /// fastest, else the smallest file, or the best score. Candidates whose rounds show no difference to the
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
        var feasible = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            var exceeded = Limits.Exceeded(candidate, constraints).ToArray();
            if (exceeded.Length == 0) feasible.Add(candidate);
            rejected.AddRange(exceeded);
        }
        if (feasible.Count == 0) return (pareto, None(candidates, constraints, rejected));
        var fastest = feasible.MinBy(c => c.Latency.MedianNs)!;
        var pick = Pick([.. feasible], fastest, constraints.Prefer);
        var others = feasible.Where(c => c != pick).ToArray();
        var compared = others.Select(c => Compared(c, pick, constraints.Prefer)).ToArray();
        rejected.AddRange(compared);
        var ties = others.Where((_, i) => compared[i].Code == RejectionCode.AsFast).ToArray();
        return (pareto, new Recommendation
        {
            Pick = pick.Key,
            Code = Code(pick, fastest, constraints.Prefer),
            Reason = Reason(pick, Why(pick, fastest, ties, constraints), variants),
            Ties = [.. ties.Select(tie => tie.Key)],
            Constraints = constraints,
            Rejected = rejected,
        });
    }

    private static string Code(Candidate pick, Candidate fastest, string? prefer) => prefer switch
    {
        Preference.Size => "smallest",
        Preference.Accuracy => "most-accurate",
        _ => pick == fastest ? "fastest" : "smallest-of-the-fastest",
    };

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

    private static Candidate Pick(Candidate[] feasible, Candidate fastest, string? prefer)
    {
        bool IsFast(Candidate c) => IsAsFast(c, fastest);
        var ordered = prefer switch
        {
            Preference.Size => feasible.OrderBy(c => c.Size).ThenByDescending(IsFast).ThenByDescending(Known),
            Preference.Accuracy => feasible.OrderByDescending(Known).ThenByDescending(IsFast).ThenBy(c => c.Size),
            _ => feasible.OrderByDescending(IsFast).ThenBy(c => c.Size).ThenByDescending(Known),
        };
        return ordered.ThenBy(c => c.Latency.MedianNs).First();

        static double Known(Candidate c) => double.IsNaN(c.Quality) ? double.MinValue : c.Quality;
    }

    private static bool IsAsFast(Candidate c, Candidate fastest) => RoundComparison.Of(fastest.Trial, c.Trial) is { } ratio
        ? ratio.Verdict != RatioVerdict.Slower
        : c.Latency.MedianLowNs <= fastest.Latency.MedianHighNs * (1 + Repeatability);

    private static Recommendation None(IReadOnlyList<Candidate> candidates, Constraints constraints, List<Rejection> rejected)
    {
        var nearest = candidates.Select(c => Limits.Exceeded(c, constraints).ToArray()).OrderBy(Limits.Distance).FirstOrDefault();
        return new Recommendation
        {
            Pick = null,
            Code = candidates.Count == 0 ? "none-passed" : "none-meets-constraints",
            Reason = candidates.Count == 0
                ? "No variant passed verification and was measured; see the reason of each."
                : "No variant meets the constraints: "
                + $"{(candidates.Count == 1 ? "the only candidate exceeds" : $"all {candidates.Count} candidates exceed")} a limit. "
                + $"The nearest is {nearest![0].Candidate}: {string.Join(", and ", nearest.Select(problem => problem.Text))}.",
            NearestMiss = nearest ?? [],
            Constraints = constraints,
            Rejected = rejected,
        };
    }

    private static string Why(Candidate pick, Candidate fastest, IReadOnlyList<Candidate> ties, Constraints constraints)
    {
        var passed = $"passed verification{(constraints.AreNone ? "" : ", meets the constraints")}";
        return constraints.Prefer switch
        {
            Preference.Size => $"{passed} and is the smallest file",
            Preference.Accuracy when pick.Verdict.Score is { } score => $"{passed} and has the best {score.Title}",
            Preference.Accuracy => passed,
            _ when pick == fastest => $"is the fastest that passed verification{(constraints.AreNone ? "" : " and meets the constraints")}",
            _ => $"{passed} and is the smallest of those that show no difference in speed to {fastest.Key}",
        } + (ties.Count > 0 ? $"; a tie in speed with {string.Join(", ", ties.Select(tie => tie.Key))}" : "");
    }

    private static string Reason(Candidate pick, string why, IReadOnlyList<VariantResult> variants)
    {
        var text = $"{pick.Key} {why}: median {Quantity.Duration(pick.Latency.MedianNs)} "
            + $"({Quantity.Duration(pick.Latency.MedianLowNs)} to {Quantity.Duration(pick.Latency.MedianHighNs)}), "
            + $"{Quantity.Bytes(pick.Variant.SizeBytes)}";
        if (pick.Verdict.Score is { Truth: ScoreTruth.Data } score)
            text += $", {score.Title} {ScoreText.Interval(score.Kind, score.Variant)}, n = {score.Samples}";
        var source = variants.FirstOrDefault(v => v.Name == VariantResult.SourceName)?.Trials.Where(t => t.Latency is not null)
            .MinBy(t => t.Latency!.MedianNs);
        // A tie is said already, and a number beside it would contradict it.
        var isTied = source is not null && RoundComparison.Of(pick.Trial, source) is { Verdict: RatioVerdict.NoDifference };
        if (source?.Latency is { } latency && pick.Variant.Name != VariantResult.SourceName && !isTied)
            text += $"; {Quantity.Speed(pick.Latency.MedianNs / latency.MedianNs, $"the source on {source.Target}")}";
        return text + ".";
    }

    private static Rejection Compared(Candidate c, Candidate pick, string? prefer)
    {
        var ratio = RoundComparison.Of(pick.Trial, c.Trial);
        var times = ratio?.Ratio ?? c.Latency.MedianNs / pick.Latency.MedianNs;
        // What is faster can only be left out for what was preferred.
        var difference = prefer is null or Preference.Latency ? times : Math.Max(times, 1 / times);
        var isTie = ratio is null ? difference <= 1 + Repeatability : ratio.Verdict == RatioVerdict.NoDifference;
        Rejection Because(string code, double? value, double? limit) => new()
        {
            Variant = c.Variant.Name,
            Target = c.Trial.Target,
            Code = code,
            Value = value,
            Limit = limit,
        };
        if (isTie) return Because(RejectionCode.AsFast, c.Variant.SizeBytes, pick.Variant.SizeBytes);
        if (prefer == Preference.Size && c.Size > pick.Size)
            return Because(RejectionCode.Larger, c.Variant.SizeBytes / 1e6, pick.Variant.SizeBytes / 1e6);
        if (prefer == Preference.Accuracy && c.Quality < pick.Quality)
            return Because(RejectionCode.LessAccurate, c.Verdict.Score?.Variant.Value, pick.Verdict.Score?.Variant.Value) with
            {
                Detail = c.Verdict.Score is { } score
                    ? $"{score.Title} {ScoreText.Number(score.Kind, score.Variant.Value)} is worse than that of the pick"
                    : null,
            };
        return Because(RejectionCode.Slower, times, null) with { Ratio = ratio };
    }
}

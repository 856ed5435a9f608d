using System.Globalization;
using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Selection;

/// <summary>Says which trial to ship: the Pareto front of what may be shipped, one pick, and why the others not.</summary>
public static class Recommender
{
    /// <summary>
    /// Two launches of the same model differ by about this share although each series is narrow. Serves where results have no rounds in
    /// common: those of earlier versions, and of a single launch.
    /// </summary>
    public const double Repeatability = 0.03;

    private sealed record Candidate(VariantResult Variant, TrialResult Trial)
    {
        public TrialKey Key => new(Variant.Name, Trial.Engine, Trial.Delegate);

        public LatencySummary Latency => Trial.Latency!;

        /// <summary>Accuracy, or agreement with the source where there are no labels; NaN where there is neither.</summary>
        public double Quality => Variant.Verification?.Accuracy?.Value ?? Variant.Verification?.Top1Agreement?.Value ?? (Variant.Name == VariantResult.SourceName ? 1 : double.NaN);
    }

    /// <summary>
    /// Picks the fastest candidate that passed its gate and meets the constraints. Candidates whose rounds show no difference to the fastest
    /// are equally fast (<see cref="RoundComparison"/>; without shared rounds: whose median interval begins within
    /// <see cref="Repeatability"/> of the fastest one's end); among them the smallest file wins, then the most accurate, then the lowest
    /// median.
    /// </summary>
    public static (IReadOnlyList<TrialKey> Pareto, Recommendation Recommendation) Recommend(IReadOnlyList<VariantResult> variants, Constraints constraints)
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
        rejected.AddRange(feasible.Where(c => c != pick).Select(c => new Rejection(c.Key.ToString(), Comparison(c, pick))));
        return (pareto, new Recommendation { Pick = pick.Key, Reason = Reason(pick, feasible.MinBy(c => c.Latency.MedianNs)!, variants, constraints != new Constraints()), Constraints = constraints, Rejected = rejected });
    }

    private static void Collect(VariantResult variant, List<Candidate> candidates, List<Rejection> rejected)
    {
        if (variant.Outcome != VariantOutcome.Made) rejected.Add(new(variant.Name, variant.Reason ?? "was not made"));
        else if (variant.Verification is null) rejected.Add(new(variant.Name, variant.Reason ?? "could not be verified, and what is not verified is not recommended"));
        else if (!variant.Verification.Gate.Passed) rejected.Add(new(variant.Name, $"failed its gate: {variant.Verification.Gate.Reasons[0]}"));
        else
        {
            foreach (var trial in variant.Trials)
            {
                if (trial.Latency is not null) candidates.Add(new(variant, trial));
                else rejected.Add(new(new TrialKey(variant.Name, trial.Engine, trial.Delegate).ToString(), trial.Reason ?? "was not measured"));
            }
        }
    }

    private static bool Meets(Candidate c, Constraints constraints, List<Rejection> rejected)
    {
        var problem = (constraints.MaxLatencyMs, constraints.MaxSizeMb, constraints.MinAccuracy) switch
        {
            ({ } ms, _, _) when c.Latency.MedianHighNs > ms * 1e6 => $"median latency up to {Duration(c.Latency.MedianHighNs)} is over {Text(ms)} ms",
            (_, { } mb, _) when c.Variant.SizeBytes > mb * 1e6 => $"{Size(c.Variant.SizeBytes)} are over {Text(mb)} MB",
            (_, _, { } accuracy) when c.Variant.Verification?.Accuracy is not { } share => $"has no accuracy to compare with {Percent(accuracy)}: the data has no labels",
            (_, _, { } accuracy) when c.Variant.Verification!.Accuracy!.Value < accuracy => $"accuracy {Percent(c.Variant.Verification.Accuracy.Value)} is under {Percent(accuracy)}",
            _ => null,
        };
        if (problem is not null) rejected.Add(new(c.Key.ToString(), problem));
        return problem is null;
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
        Reason = candidates == 0
            ? "No variant passed its gate and was measured; the reasons stand beside each."
            : $"No variant meets the constraints: each of {candidates} verified and measured trials breaks one.",
        Constraints = constraints,
        Rejected = rejected,
    };

    private static string Reason(Candidate pick, Candidate fastest, IReadOnlyList<VariantResult> variants, bool constrained)
    {
        var why = pick == fastest
            ? $"is the fastest that passed verification{(constrained ? " and meets the constraints" : "")}"
            : $"passed verification{(constrained ? ", meets the constraints" : "")} and is the smallest of those that show no difference in speed to {fastest.Key}";
        var text = $"{pick.Key} {why}: median {Duration(pick.Latency.MedianNs)} "
            + $"({Duration(pick.Latency.MedianLowNs)} to {Duration(pick.Latency.MedianHighNs)}), {Size(pick.Variant.SizeBytes)}";
        if (pick.Variant.Verification?.Accuracy is { } accuracy) text += $", accuracy {Percent(accuracy.Value)} ({Percent(accuracy.Low)} to {Percent(accuracy.High)}, n = {accuracy.N})";
        var source = variants.FirstOrDefault(v => v.Name == VariantResult.SourceName)?.Trials.Where(t => t.Latency is not null).MinBy(t => t.Latency!.MedianNs);
        if (source?.Latency is { } latency && pick.Variant.Name != VariantResult.SourceName)
            text += $"; {(latency.MedianNs / pick.Latency.MedianNs).ToString("0.00", CultureInfo.InvariantCulture)} × as fast as the source on {source.Engine}/{source.Delegate}";
        return text + ".";
    }

    private static string Comparison(Candidate c, Candidate pick)
    {
        var ratio = RoundComparison.Of(pick.Trial, c.Trial);
        var times = ratio?.Ratio ?? c.Latency.MedianNs / pick.Latency.MedianNs;
        var isTie = ratio is null ? times <= 1 + Repeatability : ratio.Verdict == RatioVerdict.NoDifference;
        if (isTie) return $"no difference in speed shown, but {Size(c.Variant.SizeBytes)} against {Size(pick.Variant.SizeBytes)}";
        var ends = ratio is null ? "" : $" ({Times(ratio.Low)} to {Times(ratio.High)} in {ratio.Rounds} shared rounds)";
        return $"{Times(times)} × the median latency of the pick{ends}";
    }

    private static string Times(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Duration(double ns) => ns switch
    {
        < 1e3 => ns.ToString("0.#", CultureInfo.InvariantCulture) + " ns",
        < 1e6 => (ns / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + " µs",
        _ => (ns / 1e6).ToString("0.###", CultureInfo.InvariantCulture) + " ms",
    };

    private static string Size(long? bytes) => (bytes ?? 0) switch
    {
        < 1_000_000 => ((bytes ?? 0) / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + " kB",
        _ => ((bytes ?? 0) / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " MB",
    };

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}

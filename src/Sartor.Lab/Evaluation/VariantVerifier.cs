using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Lab.Scores;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Evaluation;

/// <summary>Runs a variant on every target and compares it with the source; each target has a verdict of its own.</summary>
/// <param name="plan">The targets.</param>
/// <param name="sessions">Opens the variant on them.</param>
/// <param name="limits">Of the gate.</param>
/// <param name="threads">Threads of the engine.</param>
/// <param name="advanced">Called with the number of samples done and what runs them; null for nobody.</param>
/// <param name="cancellation">Ends the run, also in the middle of a sample.</param>
internal sealed class VariantVerifier(
    EnginePlan plan, IModelSessions sessions, GateLimits limits, int threads, Action<int, EngineTarget>? advanced,
    CancellationToken cancellation)
{
    /// <summary>What says how right the variant is on the held-out samples; null for differences alone.</summary>
    public ScoreSheet? Scores { get; init; }

    /// <summary>What the source's graph says of its outputs.</summary>
    public required IReadOnlyList<OutputTraits> Traits { get; init; }

    /// <summary>Shows what rounding explains, where a float32 variant exceeds the bound of its sums; null: only the bound counts.</summary>
    public RoundingProbe? Rounding { get; init; }

    /// <summary>What is assumed of the preprocessing of the samples; null where it is stated or labels speak for it.</summary>
    public string? AssumedPreprocessing { get; init; }

    /// <summary>Adds comparisons of the values behind decisions; null: outputs alone are compared.</summary>
    public CompareDecisions? Decisions { get; init; }

    /// <summary>Limits of the workers that run variants.</summary>
    public required EngineWorkerOptions Guard { get; init; }

    /// <summary>Spares runs of large networks; null, the default: everything is run.</summary>
    public SparedRuns? Spared { get; init; }

    /// <summary>The same limits for another network, whose outputs are compared by their numbers alone.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="target">What shows the rounding of that network.</param>
    public VariantVerifier Of(ModelGraph graph, IConversionTarget target) => new(plan, sessions, limits, threads, null, cancellation)
    {
        Traits = OutputTraits.Of(graph),
        Rounding = Rounding?.Of(graph, target),
        Spared = Spared,
        Guard = Guard,
    };

    /// <summary>
    /// One verdict for each target of the format that executes a part of the variant. A delegate that takes no node has none: the engine's
    /// own kernels run then, and they are a target themselves. A target that refuses the variant has failed it.
    /// </summary>
    /// <param name="path">The variant's file.</param>
    /// <param name="format">Its format.</param>
    /// <param name="precision">Its arithmetic, which chooses the limits.</param>
    /// <param name="signature">How its inputs and outputs relate to the source's.</param>
    /// <param name="sets">Samples with what the source gave.</param>
    public IReadOnlyList<Verdict> Verify(
        string path, string format, Precision precision, ModelSignature signature, IReadOnlyList<ReferenceSet> sets)
    {
        var targets = plan.Targets(format);
        var plain = Spared?.Pay(precision, Traits) == true ? plan.PlainBeside(targets) : null;
        var verdicts = targets.Where(target => target != plain)
            .ToDictionary(target => target, target => Verify(path, target, precision, signature, sets));
        if (plain is not null)
        {
            var isRight = verdicts.Any(v => v.Key.Engine == plain.Engine && v.Value is { Gate.Passed: true });
            verdicts[plain] = Verify(path, plain, precision, signature, sets, isRight);
        }
        return [.. targets.Select(target => verdicts[target]).OfType<Verdict>()];
    }

    /// <summary>The same for a single file, which something has to run.</summary>
    /// <exception cref="EngineException">No target runs it; the message is the first one's.</exception>
    public IReadOnlyList<Verdict> Require(
        string path, string format, Precision precision, ModelSignature signature, IReadOnlyList<ReferenceSet> sets)
    {
        var verdicts = Verify(path, format, precision, signature, sets);
        if (verdicts.Any(verdict => verdict.Gate.Checks[0].Code != GateCode.NotRun)) return verdicts;
        throw verdicts.Count > 0
            ? new EngineException(verdicts[0].Target.Engine, verdicts[0].Gate.Checks[0].Detail!)
            : new EngineException("engines", $"no engine runs {format} models");
    }

    private Verdict? Verify(
        string path, EngineTarget target, Precision precision, ModelSignature signature, IReadOnlyList<ReferenceSet> sets,
        bool isSpared = false) =>
        Compare(path, target, precision, signature, sets, isSpared) is not { } verdict ? null
            : AssumedPreprocessing is not { } assumed || verdict.Parity.Count == 0 ? verdict
            : verdict with { Gate = Gate.Of([.. verdict.Gate.Checks, Assumption(assumed)]) };

    // A network that takes large values hardly varies on small ones, and an error is large beside that. Rounded weights do not mind; int8
    // would be judged by its saturation.
    private static IEnumerable<ReferenceSet> For(Precision precision, IReadOnlyList<ReferenceSet> sets)
    {
        var wide = sets.FirstOrDefault(set => set.Name == ReferenceSet.Wide);
        if (precision == Precision.Float32 || wide is null) return sets;
        return sets.Where(set => set != wide).Select(set => set.Name == ReferenceSet.Random && precision != Precision.Int8
            ? set with { Samples = set.Samples.Concat(wide.Samples) }
            : set);
    }

    private static GateCheck Assumption(string assumed) =>
        new() { Code = GateCode.AssumedPreprocessing, Passed = true, Set = ReferenceSet.HeldOut, Detail = assumed };

    private Verdict? Compare(
        string path, EngineTarget target, Precision precision, ModelSignature signature, IReadOnlyList<ReferenceSet> sets, bool isSpared)
    {
        try
        {
            using var session = sessions.Open(path, target, threads, Guard);
            if (session.ActualDelegate != target.Delegate) return null;
            var compared = new List<Comparison>();
            var tally = Scores?.Begin();
            var changed = Scores is null ? null : new ChangedSamples(Scores);
            var done = 0;
            var chosen = For(precision, isSpared ? [.. sets.Select(SparedRuns.Fewer)] : sets).ToArray();
            foreach (var set in chosen)
            {
                compared.Add(VariantComparison.Run(set.Name, session, signature, set.Samples, (reference, outputs) =>
                {
                    if (set.Name == ReferenceSet.HeldOut)
                    {
                        tally?.Add(reference, outputs);
                        changed?.Add(reference, outputs);
                    }
                    if (!ReferenceSet.IsSeeded(set.Name)) advanced?.Invoke(++done, target);
                }, Traits, cancellation));
            }
            var comparisons = Decisions?.Invoke(compared, chosen, path, target, signature) ?? compared;
            var scores = tally?.Results() ?? [];
            var verdict = Judge([]);
            if (precision is not (Precision.Float32 or Precision.Float16) || Rounding is null) return verdict;
            // Only what exceeds the limits needs to be looked at more closely, and only until it is explained: limits grow with what
            // further runs find. Float16 on real samples has to keep them.
            var doubtful = Doubtful(verdict).Select(check => check.Set).ToHashSet();
            if (doubtful.Count == 0) return verdict;
            var looked = For(precision, sets).Where(set => doubtful.Contains(set.Name)).ToArray();
            foreach (var (run, rounding) in Rounding.Runs(looked, precision).Index())
            {
                verdict = Judge(rounding);
                var left = Doubtful(verdict);
                if (left.Length == 0 || (run + 1 >= RoundingProbe.Usual && !left.All(IsNear))) break;
            }
            return verdict;

            GateCheck[] Doubtful(Verdict judged) =>
            [
                .. judged.Gate.Checks.Where(check => !check.Passed && (precision == Precision.Float32
                    ? check.Code is GateCode.RelativeError or GateCode.UnequalElements
                    : check.Code == GateCode.SpreadError && ReferenceSet.IsSeeded(check.Set!))),
            ];

            // What chance may still explain: where few inputs drive roundings far apart, how far is seen in few of the runs.
            static bool IsNear(GateCheck check) => check.Code == GateCode.RelativeError && check.Value <= 2 * check.Limit;

            Verdict Judge(IReadOnlyList<Comparison> rounding) =>
                VerificationJudge.Judge(precision, target, comparisons, scores, limits, rounding) with
                {
                    ChangedSamples = changed?.Samples ?? [],
                    ChangedSampleCount = changed?.Count,
                };
        }
        catch (Exception e) when (e is EngineException or UnsupportedModelException)
        {
            return Verdict.NotRun(target, e is EngineException engine ? engine.Problem : e.Message.TrimEnd('.'));
        }
    }
}

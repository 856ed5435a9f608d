using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Layers;

/// <summary>Looks for the first node that parts, for each verdict whose numbers failed.</summary>
/// <param name="plan">Says what the reference is.</param>
/// <param name="reference">Opens the source there.</param>
/// <param name="source">The source.</param>
/// <param name="own">Its own inputs and outputs.</param>
/// <param name="sessions">Opens variants on their targets.</param>
/// <param name="guard">Limits of the workers.</param>
/// <param name="threads">Threads of the engine.</param>
/// <param name="cancellation">Ends the search.</param>
internal sealed class LayerSearch(
    EnginePlan plan, IModelSessions reference, ModelFile source, ModelSignature own, IModelSessions sessions, EngineWorkerOptions guard,
    int threads, CancellationToken cancellation)
{
    // Of each set in which a check failed; more show nothing new.
    private const int SamplesOfSet = 3;
    private const int MostSamples = 6;

    /// <summary>Whether what failed is a comparison of numbers, of the variant or of its float32 form.</summary>
    public static bool FailedByNumbers(Verdict verdict) => Numbers(verdict).Any();

    /// <summary>Looks into a variant; one entry for each target where its numbers failed.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="signature">How its inputs and outputs relate to the source's.</param>
    /// <param name="precision">Its arithmetic.</param>
    /// <param name="verdicts">What it is compared for.</param>
    /// <param name="sets">The inputs.</param>
    /// <param name="always">Whether to compare where nothing failed, too, and to keep all pairs.</param>
    public IReadOnlyList<LayerComparison> Run(
        ModelFile variant, ModelSignature signature, Precision precision, IReadOnlyList<Verdict> verdicts, IReadOnlyList<ReferenceSet> sets,
        bool always = false)
    {
        var found = new List<LayerComparison>();
        var target = plan.Reference(source.Format.Name);
        var asSource = new TappedModel(source, own, reference, target, threads, guard, cancellation);
        foreach (var verdict in verdicts)
        {
            var ran = verdict.Gate.Checks.All(check => check.Code != GateCode.NotRun);
            if (!ran || !(always || FailedByNumbers(verdict))) continue;
            var samples = Samples(verdict, sets);
            if (samples.Count == 0) continue;
            var asVariant = new TappedModel(variant, signature, sessions, verdict.Target, threads, guard, cancellation);
            found.Add(new LayerBisection(asSource, asVariant, precision).Run(verdict.Target, samples, always));
        }
        return found;
    }

    /// <summary>
    /// The same for a file that was just converted: its float32 form where that failed, since what is wrong there is wrong in it, too.
    /// </summary>
    /// <param name="converter">What wrote it; it writes the float32 form again.</param>
    /// <param name="converted">The file.</param>
    /// <param name="verdicts">Of the file.</param>
    /// <param name="sets">The inputs.</param>
    public IReadOnlyList<LayerComparison> Run(
        ModelConverter converter, ConvertedModel converted, IReadOnlyList<Verdict> verdicts, IReadOnlyList<ReferenceSet> sets)
    {
        if (!verdicts.Any(FailedByNumbers)) return [];
        Verdict[] ofForm = [.. verdicts.Where(verdict => Numbers(verdict).Any(check => check.Form is not null))];
        if (ofForm.Length == 0) return Run(converted.Path, converted.Signature, converted.Precision, verdicts, sets);
        var path = converted.Path + ".layers";
        try
        {
            var form = converter.Write(Precision.Float32, path);
            return [.. Run(form.Path, form.Signature, Precision.Float32, ofForm, sets).Select(layers => layers with { Form = "float32" })];
        }
        finally
        {
            converter.Target.Layout.Delete(path);
        }
    }

    /// <summary>The same for a file by its path.</summary>
    /// <exception cref="SartorException">The file cannot be read.</exception>
    public IReadOnlyList<LayerComparison> Run(
        string path, ModelSignature signature, Precision precision, IReadOnlyList<Verdict> verdicts, IReadOnlyList<ReferenceSet> sets,
        bool always = false)
    {
        using var file = ModelFormats.Open(path);
        return Run(file, signature, precision, verdicts, sets, always);
    }

    // What has a limit is a number; whether the source guesses is none of the variant's.
    private static IEnumerable<GateCheck> Numbers(Verdict verdict) => verdict.Gate.Checks.Where(
        check => !check.Passed && (check.Code == GateCode.NotFinite || (check.Limit is not null && !IsNoOutput(check))));

    // What speaks of the source or of the file, not of what the file computes.
    private static bool IsNoOutput(GateCheck check) => check.Code is GateCode.SourceGuesses or GateCode.SourceConstant
        or GateCode.SourceNotFinite or GateCode.OtherSource or GateCode.StoredParameters or GateCode.NotConformant;

    private static IReadOnlyList<IReadOnlyList<Tensor>> Samples(Verdict verdict, IReadOnlyList<ReferenceSet> sets)
    {
        var failed = Numbers(verdict).Select(check => check.Set).ToHashSet();
        ReferenceSet[] chosen = [.. sets.Where(set => failed.Contains(set.Name))];
        return
        [
            .. (chosen.Length > 0 ? chosen : [.. sets]).SelectMany(set => set.FullRuns.Take(SamplesOfSet)).Take(MostSamples)
                .Select(sample => sample.Inputs),
        ];
    }
}

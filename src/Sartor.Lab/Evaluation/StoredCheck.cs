using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Convert.Weights;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Looks at what a variant stores, beside what it computes: small mistakes of a quantiser cost less than the precision may cost.
/// </summary>
internal static class StoredCheck
{
    /// <summary>The checks of a variant that was just written.</summary>
    /// <param name="form">Its float32 form, written too.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="target">What wrote both.</param>
    public static IReadOnlyList<GateCheck> Of(ConvertedModel form, ConvertedModel variant, IConversionTarget target)
    {
        var format = target.Format;
        if (ModelFormats.Catalog.Find(format) is null) return [];
        using var exact = ModelFormats.Open(form.Path);
        using var stored = ModelFormats.Open(variant.Path);
        var faults = StoredParameters.Compare(exact.Graph, form.Statistics, stored.Graph, format);
        var parameters = Check(GateCode.StoredParameters, faults.Faults.Count, faults.Faults is [var first, ..] ? first : null);
        if (!ModelFormats.HasConformanceRules(format)) return [parameters];
        var findings = ModelFormats.Check(variant.Path, target.Engine).Findings.Where(f => f.Severity == Severity.Error).ToArray();
        return [parameters, Check(GateCode.NotConformant, findings.Length, findings.Length == 0 ? null : Text(findings[0]))];
    }

    /// <summary>
    /// The check of an int8 file against the source that it says it was made from: its weights have to be that source's. Empty where it
    /// says another or none, or nothing of it can be found there.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="variant">The file.</param>
    /// <param name="cancellation">Ends the check.</param>
    public static IReadOnlyList<GateCheck> OfSource(ModelFile source, ModelFile variant, CancellationToken cancellation)
    {
        if (Precisions.Of(variant.Graph) is not (Precision.Int8 or Precision.DynamicRangeInt8) || ModelConverter.IsQuantized(source.Graph)
            || SourceModels.IsMadeFrom(variant, source) != true
            || ConversionTargets.Catalog.All.FirstOrDefault(t => t.Format == variant.Format.Name && t.Engine is null) is not { } target)
            return [];
        var scratch = ScratchFolder.Create("sartor-stored-");
        try
        {
            var path = Path.Combine(scratch.FullName, "form" + target.Suffix);
            // Pruned and clustered weights are those of the source once these are reduced in the same way.
            var reduction = WeightReduction.Read(variant.Graph.Source.Metadata);
            new ModelConverter(target, source.Graph, null, cancellation) { Reduction = reduction }.Write(Precision.Float32, path);
            using var form = ModelFormats.Open(path);
            var found = StoredChannels.Compare(form.Graph, variant.Graph, target.Format);
            return found.Compared == 0
                ? []
                : [Check(GateCode.OtherWeights, found.Faults.Count, found.Faults is [var first, ..] ? first : null)];
        }
        catch (UnsupportedModelException)
        {
            return [];
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>The verdicts with those checks behind their own.</summary>
    public static IReadOnlyList<Verdict> Apply(IReadOnlyList<Verdict> verdicts, IReadOnlyList<GateCheck> checks) => checks.Count == 0
        ? verdicts
        : [.. verdicts.Select(v => v with { Gate = Gate.Of([.. v.Gate.Checks, .. checks]) })];

    private static GateCheck Check(string code, int count, string? first) =>
        new() { Code = code, Passed = count == 0, Value = count, Limit = 0, Detail = first };

    private static string Text(ConformanceFinding f) =>
        $"{f.Operator} '{f.Node}'{(f.Tensor is null ? "" : $", tensor '{f.Tensor}'")}: {f.Value} instead of {f.Expected}";
}

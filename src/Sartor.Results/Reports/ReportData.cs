using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>What the page is given: the result without its raw samples, and for each measured trial what its plots show.</summary>
/// <param name="Result">The result; its lists of samples are empty.</param>
/// <param name="Plots">By id of the trial.</param>
/// <param name="Comparison">With an earlier run; null for none.</param>
internal sealed record ReportData(FitResult Result, IReadOnlyDictionary<string, TrialPlot> Plots, ComparisonResult? Comparison)
{
    public static ReportData From(FitResult result, ComparisonResult? comparison)
    {
        var measured = result.Variants.SelectMany(v => v.Trials).Where(t => t.SamplesNs.Count > 0).DistinctBy(t => t.Id);
        return new ReportData(
            result with { Variants = [.. result.Variants.Select(v => v with { Trials = [.. v.Trials.Select(WithoutSamples)] })] },
            measured.ToDictionary(t => t.Id, TrialPlot.From),
            comparison);
    }

    private static TrialResult WithoutSamples(TrialResult trial) => trial with { SamplesNs = [], WarmupSamplesNs = [] };
}

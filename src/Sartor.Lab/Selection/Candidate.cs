using Sartor.Results.Records;

namespace Sartor.Lab.Selection;

/// <summary>A trial that may be recommended: it passed its gate and was measured.</summary>
internal sealed record Candidate(VariantResult Variant, TrialResult Trial, Verdict Verdict)
{
    public TrialKey Key => TrialKey.Of(Variant.Name, Trial.Target);

    public LatencySummary Latency => Trial.Latency!;

    public bool IsSource => Variant.Name == VariantResult.SourceName;

    /// <summary>
    /// How good the score is that decides, by the data or else by the source's answers, more being better; NaN where there is none.
    /// </summary>
    public double Quality => Verdict.Score?.Goodness ?? (IsSource ? 1 : double.NaN);

    /// <summary>Bytes of the file; more than any file has where it is unknown.</summary>
    public long Size => Variant.SizeBytes ?? long.MaxValue;
}

using Sartor.Results.Records;

namespace Sartor.Lab.Sensitivity;

/// <summary>How much worse a variant is than its source on the held-out samples, in one number.</summary>
internal static class ScoreDrop
{
    private const string SpreadError = "error ÷ spread";

    /// <summary>What the number is of.</summary>
    public static string Measure(Verdict verdict) => verdict.Score?.Title ?? SpreadError;

    /// <summary>
    /// By the data's score, in its unit; without labels how far the agreement with the source is below 1; without either the error of the
    /// worst output divided by its spread. Negative where the variant is better; null where it did not run or was not finite.
    /// </summary>
    public static double? Of(Verdict verdict) => verdict.Score switch
    {
        { Kind: ScoreKind.Share } score => (score.Source?.Value ?? 1) - score.Variant.Value,
        { } score => score.Variant.Value - (score.Source?.Value ?? 0),
        null when verdict.Parity is [{ MaxAbsError: not null } parity, ..] => parity.Outputs.Max(output => output.SpreadError) ?? 0,
        null => null,
    };

    /// <summary>On the target where it drops most; null where one did not run it, or none did.</summary>
    public static double? Worst(IReadOnlyList<Verdict> verdicts) =>
        verdicts.Count == 0 || verdicts.Any(verdict => Of(verdict) is null) ? null : verdicts.Max(Of);
}

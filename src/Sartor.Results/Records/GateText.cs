using System.Globalization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>Makes the sentence of a <see cref="GateCheck"/>; nothing else does.</summary>
internal static class GateText
{
    public static string Of(GateCheck check) => check.Form is { } form ? $"as {form}: {Sentence(check)}" : Sentence(check);

    private static string Sentence(GateCheck check) => check.Code switch
    {
        GateCode.NotRun => $"it could not be run: {check.Detail}",
        GateCode.NotCompared => "it was compared with the source on no input",
        GateCode.NoData => "a quantised variant is judged on data, and there is none",
        GateCode.NotFinite => $"an output on {check.Set} inputs is not finite",
        GateCode.RelativeError => $"largest relative error on {check.Set} inputs {Quantity.Number(check.Value)}, limit {Quantity.Number(check.Limit)}",
        GateCode.MeanCosine => $"mean cosine on {check.Set} inputs {Fine(check.Value)}, limit {Fine(check.Limit)}",
        GateCode.SourceGuesses when check.Score is { } s => $"the source itself {Reached(s)}, which guessing may reach too: "
            + "labels, their order or the preprocessing do not match the model, or there are too few samples",
        GateCode.ScoreLoss when check.Score is { } s => $"{s.Title} {ScoreText.Number(s.Kind, s.Variant.Value)} against "
            + $"{ScoreText.Number(s.Kind, s.Source?.Value)} of the source on {s.Samples} samples, {Test(s)}",
        GateCode.Agreement when check.Score is { } s =>
            $"{s.Title} {Quantity.Percent(s.Variant.Value)} on {s.Samples} samples, limit {Quantity.Percent(check.Limit)}",
        _ => check.Detail ?? check.Code,
    };

    private static string Reached(ScoreResult s) => s.Source?.Correct is { } correct
        ? $"is right on {correct} of {s.Samples} samples"
        : $"has {s.Title} {ScoreText.Number(s.Kind, s.Source?.Value)} on {s.Samples} samples";

    private static string Test(ScoreResult s) => s.Lost is null
        ? $"p = {Quantity.Number(s.PValue)} (one-sided paired test)"
        : $"{s.Lost} lost and {s.Won} won (one-sided exact McNemar p = {Quantity.Number(s.PValue)})";

    private static string Fine(double? value) => value?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "not finite";
}

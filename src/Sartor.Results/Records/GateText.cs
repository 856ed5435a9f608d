using System.Globalization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>Makes the sentence of a <see cref="GateCheck"/>; nothing else does.</summary>
internal static class GateText
{
    public static string Of(GateCheck check) => check.Form is { } form ? $"{form} conversion check: {Sentence(check)}" : Sentence(check);

    private static string Sentence(GateCheck check) => check.Code switch
    {
        GateCode.NotRun => $"the engine could not run it: {check.Detail}",
        GateCode.NotCompared => "there was no input to compare it with the source",
        GateCode.NoData => "a quantized variant needs held-out samples, and there are none",
        GateCode.NotFinite => $"an output on {check.Set} inputs is NaN or infinite",
        GateCode.RelativeError =>
            $"largest relative error on {check.Set} inputs is {Quantity.Number(check.Value)} (limit {Quantity.Number(check.Limit)})",
        GateCode.MeanCosine => $"mean cosine on {check.Set} inputs is {Fine(check.Value)} (limit {Fine(check.Limit)})",
        GateCode.SourceGuesses when check.Score is { } s =>
            $"the source itself {Reached(s)}, which does not show that it is better than guessing: "
            + "the labels, their order or the preprocessing do not match the model, or there are too few samples",
        GateCode.ScoreLoss when check.Score is { } s => $"{s.Title} {ScoreText.Number(s.Kind, s.Variant.Value)} "
            + $"(source {ScoreText.Number(s.Kind, s.Source?.Value)}) on {s.Samples} samples: {Loss(check, s)}, {Test(s)}",
        GateCode.Agreement when check.Score is { } s =>
            $"{s.Title} is {Quantity.Percent(s.Variant.Value)} on {s.Samples} samples (limit {Quantity.Percent(check.Limit)})",
        _ => check.Detail ?? check.Code,
    };

    private static string Reached(ScoreResult s) => s.Source?.Correct is { } correct
        ? $"is right on {correct} of {s.Samples} samples"
        : $"has {s.Title} {ScoreText.Number(s.Kind, s.Source?.Value)} on {s.Samples} samples";

    private static string Loss(GateCheck check, ScoreResult s) => check.Value switch
    {
        null => "a loss without bound",
        <= 0 => "no loss",
        _ when s.Kind == ScoreKind.Share => $"a loss of {Quantity.Percent(check.Value)} (limit {Quantity.Percent(check.Limit)})",
        _ => $"a loss of {Quantity.Percent(check.Value)} of the error of {(s.Guess is null ? "the source" : "guessing")} "
            + $"(limit {Quantity.Percent(check.Limit)})",
    };

    private static string Test(ScoreResult s) => s.Lost is null
        ? $"p = {Quantity.Number(s.PValue)} in a one-sided paired test of a loss"
        : $"{s.Won} newly right, {s.Lost} newly wrong (p = {Quantity.Number(s.PValue)} in a one-sided McNemar test of a loss)";

    private static string Fine(double? value) => value?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "not finite";
}

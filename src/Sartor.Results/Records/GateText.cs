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
        GateCode.RelativeError => $"largest relative error on {check.Set} inputs is {Quantity.Number(check.Value)} (limit {Quantity.Number(check.Limit)})",
        GateCode.MeanCosine => $"mean cosine on {check.Set} inputs is {Fine(check.Value)} (limit {Fine(check.Limit)})",
        GateCode.SourceGuesses when check.Counts is { } c => $"the source itself is right on {c.SourceCorrect} of {c.Samples} labelled samples, "
            + $"no better than guessing among {c.Classes} classes: the labels, their order or the preprocessing do not match the model, "
            + "or there are too few samples",
        GateCode.AccuracyLoss when check.Counts is { } c => $"accuracy {Share(c.Correct, c.Samples)} (source {Share(c.SourceCorrect, c.Samples)}) on {c.Samples} samples: "
            + $"{c.Won} newly right, {c.Lost} newly wrong (p = {Quantity.Number(c.PValue)} in a one-sided McNemar test of a loss)",
        GateCode.Top1Agreement when check.Counts is { } c =>
            $"top-1 agreement with the source is {Share(c.Agreements, c.Samples)} on {c.Samples} samples (limit {Quantity.Percent(check.Limit)})",
        _ => check.Detail ?? check.Code,
    };

    private static string Share(int? part, int n) => Quantity.Percent((double?)part / n);

    private static string Fine(double? value) => value?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "not finite";
}

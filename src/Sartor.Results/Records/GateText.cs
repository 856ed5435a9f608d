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
        GateCode.SourceGuesses when check.Counts is { } c => $"the source itself is right on {c.SourceCorrect} of {c.Samples} labelled samples, "
            + $"as guessing among {c.Classes} classes may be: labels, their order or the preprocessing do not fit the model, or there are too few samples",
        GateCode.AccuracyLoss when check.Counts is { } c => $"accuracy {Share(c.Correct, c.Samples)} against {Share(c.SourceCorrect, c.Samples)} of the source "
            + $"on {c.Samples} samples, {c.Lost} lost and {c.Won} won (one-sided exact McNemar p = {Quantity.Number(c.PValue)})",
        GateCode.Top1Agreement when check.Counts is { } c =>
            $"names the source's class on {Share(c.Agreements, c.Samples)} of {c.Samples} samples, limit {Quantity.Percent(check.Limit)}",
        _ => check.Detail ?? check.Code,
    };

    private static string Share(int? part, int n) => Quantity.Percent((double?)part / n);

    private static string Fine(double? value) => value?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "not finite";
}

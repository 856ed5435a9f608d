using System.Globalization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>Makes the sentence of a <see cref="GateCheck"/>; nothing else does.</summary>
internal static class GateText
{
    public static string Of(GateCheck check) =>
        (check.Form is { } form ? $"{form} conversion check: {Sentence(check)}" : Sentence(check)) + Notes(check.Notes);

    private static string Notes(IReadOnlyList<ConversionNote> notes) => notes.Count == 0
        ? ""
        : "; the conversion noted what may explain it: " + string.Join("; ", notes.Select(
            n => $"{n.Code}{(n.Count > 1 ? $" ({n.Count} times, the first)" : "")}: {n.First.TrimEnd('.')}"));

    private static string Sentence(GateCheck check) => check.Code switch
    {
        GateCode.NotRun => $"the engine could not run it: {check.Detail}",
        GateCode.NotCompared => "there was no input to compare it with the source",
        GateCode.NoData => "a quantized variant needs held-out samples, and there are none",
        GateCode.NotFinite => $"an output on {check.Set} inputs is NaN or infinite",
        GateCode.RelativeError =>
            $"largest relative error {On(check)} is {Quantity.Number(check.Value)} (limit {Quantity.Number(check.Limit)})",
        GateCode.SpreadError =>
            $"error {On(check)} is {Quantity.Percent(check.Value)} of its spread (limit {Quantity.Percent(check.Limit)})",
        GateCode.DeadSlice => $"{Place(check)} is the same for every one of the {check.Set} inputs, where that of the source varies",
        GateCode.UnequalElements =>
            $"{Quantity.Percent(check.Value)} of the elements {On(check)} differ (limit {Quantity.Percent(check.Limit)})",
        GateCode.SourceConstant => "the source gives the same for every input, so nothing was verified; give samples or a range in which "
            + "it varies (--data, --range)",
        GateCode.SourceNotFinite => "the source gives NaN for every input, so nothing was verified; give samples or a range in which it "
            + "is defined (--data, --range)",
        GateCode.AssumedPreprocessing => $"the preprocessing is assumed: {check.Detail}",
        GateCode.OtherSource => "the file states that it was made from a different file than the given source; give that one as "
            + "--source, or convert again from this one",
        GateCode.StoredParameters when check.Passed => "the file stores what its float32 form and its calibration ask for",
        GateCode.StoredParameters => $"the file stores other parameters than its float32 form and its calibration ask for: {First(check)}; "
            + OurMistake,
        GateCode.OtherWeights when check.Passed => "weights and biases are those of the source",
        GateCode.OtherWeights => $"the file was changed after it was made: {First(check)}; make it again from the source",
        GateCode.NotConformant when check.Passed => "the file follows the specification of its format",
        GateCode.NotConformant => $"the file departs from the specification of its format: {First(check)}; {OurMistake}",
        GateCode.MeanCosine => $"mean cosine on {check.Set} inputs is {Fine(check.Value)} (limit {Fine(check.Limit)})",
        GateCode.SourceGuesses when check.Score is { } s =>
            $"the source itself {Reached(s)}, which does not show that it is better than guessing: "
            + "the labels, their order or the preprocessing do not match the model, or there are too few samples",
        GateCode.ScoreLoss when check.Score is { } s => $"{s.Title} {ScoreText.Number(s.Kind, s.Variant.Value)} "
            + $"(source {ScoreText.Number(s.Kind, s.Source?.Value)}) on {s.Samples} samples: {Loss(check, s)}, {Test(s)}{Power(s)}",
        GateCode.Agreement when check.Score is { } s =>
            $"{s.Title} is {Quantity.Percent(s.Variant.Value)} on {s.Samples} samples (limit {Quantity.Percent(check.Limit)})",
        _ => check.Detail ?? check.Code,
    };

    // Only files of our own converter are checked for these.
    private const string OurMistake = "this is a mistake of Sartor's converter, please report it with the model";

    private static string First(GateCheck check) =>
        check.Value > 1 ? $"{check.Detail} (and {Quantity.Number(check.Value - 1)} more)" : $"{check.Detail}";

    private static string On(GateCheck check) =>
        check.Output is null ? $"on {check.Set} inputs" : $"of {Place(check)} on {check.Set} inputs";

    private static string Place(GateCheck check)
    {
        var output = $"output '{check.Output}'";
        if (check.Axis is null) return output;
        var others = check.Slices > 1 ? $" (and {check.Slices - 1} more)" : "";
        var part = check.Part is { } name ? $", in its part '{name}'" : "";
        return $"{output} at index {check.Index} of axis {check.Axis}{part}{others}";
    }

    private static string Reached(ScoreResult s) => s.Source?.Correct is { } correct
        ? $"is right on {correct} of {s.Samples} samples"
        : $"has {s.Title} {ScoreText.Number(s.Kind, s.Source?.Value)} on {s.Samples} samples";

    private static string Loss(GateCheck check, ScoreResult s) => check.Value switch
    {
        null => "a loss without bound",
        <= 0 => "no loss",
        _ when s.Kind == ScoreKind.Share => $"a loss of {Loss(check)} (limit {Quantity.Percent(check.Limit)})",
        _ => $"a loss of {Loss(check)} of the error of {(s.Guess is null ? "the source" : "guessing")} "
            + $"(limit {Quantity.Percent(check.Limit)})",
    };

    // A value that exceeds its limit does not read as the limit.
    private static string Loss(GateCheck check)
    {
        var text = Quantity.Percent(check.Value);
        if (check.Passed || text != Quantity.Percent(check.Limit) || check.Value is not { } value) return text;
        return (value * 100).ToString("0.00##", CultureInfo.InvariantCulture) + " %";
    }

    private static string Test(ScoreResult s) => s.Lost is null
        ? $"p = {Quantity.Number(s.PValue)} in a one-sided paired test of a loss"
        : $"{s.Won} newly right, {s.Lost} newly wrong ({(s.PValue < 0.05 ? "a" : "no")} significant loss: "
            + $"p = {Quantity.Number(s.PValue)}, one-sided McNemar test)";

    // What the samples cannot tell. The loss of an error is one of the error of guessing, so it is a share as well.
    private static string Power(ScoreResult s) =>
        s.LossBound is { } bound and > 0 ? $"; {s.Samples} samples cannot exclude a loss of {Quantity.Percent(bound)}" : "";

    private static string Fine(double? value) => value?.ToString("0.#####", CultureInfo.InvariantCulture) ?? "not finite";
}

using System.Globalization;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;
using Spectre.Console;

namespace Sartor.Cli.Display;

/// <summary>A comparison with the source for people.</summary>
internal static class VerificationText
{
    /// <summary>Writes the result of <c>verify</c>, as text or JSON.</summary>
    /// <returns>The exit code: 1 where the variant failed.</returns>
    public static int Write(CliContext context, VerificationResult result, bool json)
    {
        if (json) context.Out.Write(ResultJson.Write(result));
        else
        {
            context.Show(Tables.Pairs(
            [
                ("Source", $"{result.Source.Name}, {Quantity.Bytes(result.Source.SizeBytes)}"),
                ("Variant", $"{result.Variant.Name}, {result.Precision}, {Quantity.Bytes(result.Variant.SizeBytes)}"),
                ("Inputs", Lines(result.Inputs)),
                ("Outputs", Lines(result.Outputs)),
                ("Data", Data(result.Data)),
                ("Notes", Notes(result.Diagnostics)),
            ]));
            Write(context, result.Verdicts, result.Layers);
        }
        return result.Passed ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    /// <summary>Writes each verdict, where the tensors inside part, and whether all passed.</summary>
    public static void Write(CliContext context, IReadOnlyList<Verdict> verdicts, IReadOnlyList<LayerComparison> layers)
    {
        foreach (var verdict in verdicts) Write(context, verdict);
        foreach (var found in layers) Write(context, found);
        var passed = verdicts.All(verdict => verdict.Gate.Passed);
        context.Show(new Text(passed ? "Passed\n" : "Failed\n", new Style(passed ? Color.Green : Color.Red, decoration: Decoration.Bold)));
    }

    // The table of differences, accuracy, and the checks of the gate.
    private static void Write(CliContext context, Verdict verification)
    {
        var table = new TextTable("Inputs", ">Samples", ">Max abs error", ">Max rel error", ">Error/spread", ">Mean cosine")
            .Dispensing("Mean cosine", "Samples", "Max rel error");
        foreach (var row in verification.Parity)
            table.Row(
                row.Set, Quantity.Count(row.Samples), Number(row.MaxAbsError, "0.00e+0"), Number(row.MaxRelError, "0.00e+0"),
                SpreadError(row), Number(row.MeanCosine, "0.000000"));
        context.Show(
            table,
            Tables.Pairs(
            [
                ("Ran on", verification.Target.ToString()),
                ("Scores", verification.Scores.Count == 0 ? null : string.Join('\n', verification.Scores.Select(Line))),
                ("Checks", string.Join('\n', verification.Gate.Checks.Select(Line))),
            ]));
    }

    // The table only where it was asked for.
    private static void Write(CliContext context, LayerComparison layers)
    {
        if (layers.Layers.Count > 0)
        {
            var table = new TextTable("Source", "Variant", "Shape", ">Error ÷ spread").Dispensing("Shape", "Source");
            foreach (var pair in layers.Layers)
                table.Row(pair.Source, pair.Variant, $"[{string.Join(',', pair.Shape)}]", Number(pair.SpreadError, "0.00e+0"));
            context.Show(table);
        }
        context.Show(Tables.Pairs([("Layers", layers.Text)]));
    }

    // Of the worst output.
    private static string SpreadError(Parity row) =>
        row.Outputs.Any(o => o.SpreadError is not null) ? Number(row.Outputs.Max(o => o.SpreadError), "0.00e+0") : "–";

    // Of several lines, those that decide are marked.
    private static string Line(GateCheck check) => check.Passed ? check.Text : $"failed: {check.Text}";

    // top-1 accuracy 93.9 % [92.0, 95.3]; source 94.2 %
    private static string Line(ScoreResult score) => $"{score.Title} {ScoreText.Interval(score.Kind, score.Variant)}"
        + (score.Source is { } source ? $"; source {ScoreText.Number(score.Kind, source.Value)}" : "");

    /// <summary>
    /// <c>input: [1,3,224,224] float32 → [1,224,224,3] float32, axes 0, 2, 3, 1 of the source</c>, one line each; equal extents
    /// hide no change of the order.
    /// </summary>
    public static string Lines(IReadOnlyList<TensorMappingFacts> tensors) => string.Join('\n', tensors.Select(t =>
        $"{t.Name}: {Type(t.SourceShape, t.SourceElementType)} → {Type(t.Shape, t.ElementType)}"
        + (t.Permutation is { } axes && !axes.SequenceEqual(Enumerable.Range(0, axes.Count))
            ? $", axes {string.Join(", ", axes)} of the source"
            : "")
        + (t.Scale is { } scale ? string.Create(CultureInfo.InvariantCulture, $", scale {scale:G6}, zero point {t.ZeroPoint}") : "")));

    /// <summary>Which samples did what; null where there are none.</summary>
    public static string? Data(DataUse? data) => data is null ? null
        : $"{data.Name}: {Quantity.Of(data.Split.CalibrationSamples, "calibration sample")}, "
        + $"{Quantity.Of(data.Split.HeldOutSamples, "held-out sample")}; "
            + string.Join("; ", data.Preprocess.Select(step => step.Key == "steps" ? step.Value : $"{step.Key}: {step.Value}"));

    /// <summary>One line each, without what repeats.</summary>
    public static string Notes(IEnumerable<Diagnostic> diagnostics) => string.Join('\n', diagnostics.Select(d => d.Message).Distinct());

    private static string Type(IReadOnlyList<long> shape, string element) => $"[{string.Join(',', shape)}] {element}";

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "not finite";
}

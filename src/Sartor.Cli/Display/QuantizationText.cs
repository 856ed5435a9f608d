using System.Globalization;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Cli.Display;

/// <summary>What int8 costs by layer and by tensor, and which layers stay float32 for it.</summary>
internal static class QuantizationText
{
    // On a terminal; Markdown and JSON have all.
    private const int MostTensors = 20;

    /// <summary>Two tables, the worst first.</summary>
    public static void Write(CliContext context, SensitivityReport report)
    {
        var layers = new TextTable("Layer alone in int8", "Operator", "Gives", ">Output SQNR").Dispensing("Gives", "Operator");
        foreach (var layer in report.Layers) layers.Row(layer.Name, layer.Operator, layer.Output, layer.Problem ?? Decibels(layer.SqnrDb));
        var tensors = new TextTable("Tensor, all in int8", "Operator", "Type", ">Step", ">SQNR").Dispensing("Step", "Operator", "Type");
        foreach (var tensor in report.Tensors.Take(context.State.IsMarkdown ? int.MaxValue : MostTensors))
            tensors.Row(
                tensor.Name, tensor.Operator ?? "input", tensor.ElementType,
                tensor.Scale?.ToString("G4", CultureInfo.InvariantCulture) ?? "–", Decibels(tensor.SqnrDb));
        var left = context.State.IsMarkdown ? 0 : report.Tensors.Count - MostTensors;
        context.Show(
            layers, tensors,
            Tables.Pairs(
            [
                ("Compared", $"{Quantity.Of(report.Samples, "calibration sample")} on {report.Target}"),
                ("Not shown", left > 0 ? $"{Quantity.Of(left, "tensor")} with less noise; --json and --format md have all" : null),
            ]));
    }

    /// <summary>What was tried, and what stays float32.</summary>
    public static void Write(CliContext context, MixedPrecision found)
    {
        var (hasDrop, hasRatio) = (found.MaxDrop is not null, found.MinSqnrDb is not null);
        string[] titles = [.. hasDrop ? [">Drop"] : Array.Empty<string>(), .. hasRatio ? [">SQNR"] : Array.Empty<string>()];
        var table = new TextTable(["Trial", ">Float layers", .. titles, "Allowed"]);
        foreach (var trial in found.Trials)
        {
            string[] measured =
            [
                .. hasDrop ? [Number(trial.Drop, "not run")] : Array.Empty<string>(),
                .. hasRatio ? [Ratio(trial.SqnrDb)] : Array.Empty<string>(),
            ];
            table.Row([trial.What, Quantity.Count(trial.FloatLayers), .. measured, trial.Passed ? "yes" : "no"]);
        }
        context.Show(
            table,
            Tables.Pairs(
            [
                ("Float32", found.FloatLayers.Count == 0 ? $"none of {Quantity.Of(found.Layers, "layer")}"
                    : $"{found.FloatLayers.Count} of {found.Layers} layers: {string.Join(", ", found.FloatLayers)}"),
                (
                    "Drop",
                    found.MaxDrop is { } most ? $"{found.Measure}: {Number(found.Drop, "not measured")} (at most {Number(most)})" : null),
                ("SQNR", found.MinSqnrDb is { } least ? $"{Ratio(found.SqnrDb)} (at least {Number(least)} dB)" : null),
            ]));
    }

    /// <summary>Which limit is not kept.</summary>
    public static string Missed(MixedPrecision found)
    {
        var drop = found.MaxDrop is { } most ? $"{found.Measure} drops by more than {Number(most)}" : null;
        var noise = found.MinSqnrDb is { } least ? $"the outputs have less than {Number(least)} dB" : null;
        return string.Join(" or ", new[] { drop, noise }.OfType<string>());
    }

    private static string Number(double? value, string missing = "") => value is { } number ? Quantity.Number(number) : missing;

    // What has no noise has no ratio.
    private static string Ratio(double? value) => value is { } db ? Decibels(db) : "none";

    private static string Decibels(double? value) => value is { } db ? db.ToString("0.0", CultureInfo.InvariantCulture) + " dB" : "exact";
}

using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Results.Records;
using Spectre.Console;

namespace Sartor.Cli.Inspection;

/// <summary>Inspections for people.</summary>
internal static class InspectionText
{
    public static void Write(CliContext context, ModelInspection model)
    {
        context.Show(new Text(model.File + "\n", new Style(decoration: Decoration.Bold)), Tables.Pairs(
        [
            ("Format", string.Join(", ", ((string?[])[Format(model), Opsets(model)]).Where(t => !string.IsNullOrEmpty(t)))),
            ("Producer", model.Producer),
            ("Size", Quantity.Bytes(model.SizeBytes)),
            ("Inputs", string.Join('\n', model.Inputs!.Select(Tensor))),
            ("Outputs", string.Join('\n', model.Outputs!.Select(Tensor))),
            ("Parameters", Quantity.Count(model.Parameters)
                + (model.StoredParameters == model.Parameters
                ? ""
                : $" ({Quantity.Count(model.StoredParameters)} stored after conversion)")),
            ("MACs", Quantity.Count(model.Macs) + (model.IsComplete == true ? "" : " (of the supported layers with known shapes)")),
            ("FLOPs", $"{Quantity.Count(model.Flops)} (2 · MACs)"),
            ("Weights", Quantity.Bytes(model.WeightBytes)),
            ("Activations", model.PeakActivationBytes is null ? "unknown: some shapes are unknown"
                : $"{Quantity.Bytes(model.PeakActivationBytes)} at the peak"),
            ("Operators",
                string.Join(
                    ", ", model.Operators!.OrderByDescending(o => o.Value).ThenBy(o => o.Key, StringComparer.Ordinal)
                        .Select(o => $"{o.Key} × {o.Value}"))),
            ("Conversion", Conversion(model.Conversion!)),
            ("Fingerprint", model.Fingerprint),
            ("Notes", string.Join('\n', model.Notes!)),
        ]));
        if (model.Layers is { } layers) WriteLayers(context, layers);
    }

    public static void Write(CliContext context, CheckpointInspection checkpoint)
    {
        context.Show(new Text(checkpoint.File + "\n", new Style(decoration: Decoration.Bold)), Tables.Pairs(
        [
            ("Format", "PyTorch weights, nothing of which was executed"),
            ("Size", Quantity.Bytes(checkpoint.SizeBytes)),
            ("Parameters", Quantity.Count(checkpoint.Parameters)),
            ("Other values", string.Join('\n', checkpoint.Values.Take(10).Select(value => $"{value.Key}: {value.Value}"))
                + (checkpoint.Values.Count > 10 ? "\n…" : "")),
        ]));
        var table = new TextTable("Tensor", "Type", "Shape");
        foreach (var tensor in checkpoint.Tensors) table.Row(tensor.Name, tensor.ElementType, $"[{string.Join(',', tensor.Shape!)}]");
        context.Show(table);
    }

    public static void Write(CliContext context, FolderInspection folder)
    {
        var table = new TextTable("File", "Format", ">Size", ">Parameters", ">MACs", ">Peak activations", "Input", "Fingerprint")
            .Dispensing("Peak activations", "Fingerprint", "MACs", "Input");
        foreach (var model in folder.Models)
        {
            if (model.Error is not null) table.Row(model.File, "cannot be read", "", "", "", "", "", "");
            else
            {
                table.Row(
                    model.File, model.Format!, Quantity.Bytes(model.SizeBytes), Quantity.Count(model.Parameters), Quantity.Count(model.Macs)
                        + (model.IsComplete == true ? "" : " +"),
                    Quantity.Bytes(model.PeakActivationBytes), model.Inputs!.Count > 0 ? Tensor(model.Inputs[0]) : "",
                        model.Fingerprint![..12]);
            }
        }
        context.Show(table);
        foreach (var model in folder.Models.Where(m => m.Error is not null)) context.Out.WriteLine($"{model.File}: {model.Error}");
        var bad = folder.Models.Count(m => m.Error is not null);
        context.Out.WriteLine(
            $"{Quantity.Of(folder.Models.Count - bad, "model")} read, {bad} could not be read, "
            + $"{Quantity.Of(folder.OtherFiles, "other file")}.");
    }

    private static void WriteLayers(CliContext context, IReadOnlyList<InspectedLayer> layers)
    {
        var table = new TextTable(">#", "Layer", "Operator", "Output", ">Parameters", ">MACs", ">Weights", ">Activations", "Fingerprint")
            .Dispensing("Fingerprint", "Activations", "Weights", "Output");
        for (var i = 0; i < layers.Count; i++)
        {
            var layer = layers[i];
            table.Row(
                $"{i}", layer.Name, layer.Operator, layer.Output, Quantity.Count(layer.Parameters), Quantity.Count(layer.Macs),
                Quantity.Bytes(layer.WeightBytes),
                Quantity.Bytes(layer.ActivationBytes), layer.Fingerprint[..12]);
        }
        context.Show(table);
    }

    private static string Tensor(TensorFacts tensor) =>
        $"{tensor.Name}: {tensor.ElementType}{(tensor.Shape is null ? " of unknown shape" : $"[{string.Join(',', tensor.Shape)}]")}";

    private static string Conversion(InspectedConversion conversion)
    {
        if (conversion.IsPossible) return $"to {conversion.Target}: nothing is in the way";
        var rest = conversion.Refused - conversion.Refusals.Count;
        return string.Join('\n', [
            $"to {conversion.Target}: refused because of",
            .. conversion.Refusals.Select(r => $"{new Refusal(r.Operator, r.Node, r.Problem)}"),
            .. rest > 0 ? [$"and {rest} more"] : Array.Empty<string>(),
        ]);
    }

    private static string Format(ModelInspection model) =>
        string.IsNullOrEmpty(model.FormatVersion) ? model.Format! : $"{model.Format} ({model.FormatVersion})";

    private static string Opsets(ModelInspection model) =>
        string.Join(", ", model.Opsets!.Select(o => o.Key.Length == 0 ? $"opset {o.Value}" : $"{o.Key} {o.Value}"));
}

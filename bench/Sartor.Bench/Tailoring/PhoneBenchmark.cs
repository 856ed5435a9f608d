using System.Globalization;
using Sartor.Tailor.Predictors;

namespace Sartor.Bench.Tailoring;

/// <summary>How well sums of choices predict latency on six devices (FBNet space of HW-NAS-Bench and HELP, 5,000 networks).</summary>
internal sealed class PhoneBenchmark(string file, TextWriter text)
{
    private const int HeldOut = 1000;

    public void Run()
    {
        var lines = File.ReadLines(file).ToArray();
        var devices = lines[0].Split(',')[1..];
        var rows = lines[1..].Select(line => line.Split(',')).ToArray();
        new Random(1).Shuffle(rows);
        var choices = Enumerable.Range(0, rows[0][0].Length).Select(p => rows.Max(row => row[0][p] - '0') + 1).ToArray();

        var table = new MarkdownTable(
            text, "device", "samples", "within ±5 %", "within ±10 %", "median error", "95 % of errors below", "sum of a table?");
        for (var device = 0; device < devices.Length; device++)
        {
            var samples = Samples(rows, device);
            foreach (var count in (int[])[100, 200, 300, 500, 1000])
                Row(table, devices[device], choices, samples[HeldOut..(HeldOut + count)], samples[..HeldOut]);
        }
        Transfers(devices, rows, choices);
    }

    // From a first device, known by the model of 1,000 networks, to each other by ten networks that were measured on both.
    private void Transfers(string[] devices, string[][] rows, int[] choices)
    {
        const int draws = 50;
        var table = new MarkdownTable(
            text, "from", "to", "form", "within ±10 %", "median error", "what it says: mean of its own errors", "mean error");
        for (var from = 0; from < devices.Length; from++)
        {
            var known = ChoiceModel.Fit(
                choices, Samples(rows, from)[HeldOut..(2 * HeldOut)], [false], [ValueScale.Plain]);
            for (var to = 0; to < devices.Length; to++)
            {
                if (from == to) continue;
                var target = Samples(rows, to);
                var errors = new List<double>();
                var said = new List<double>();
                var forms = new List<string>();
                for (var draw = 0; draw < draws; draw++)
                {
                    var few = target[(2 * HeldOut)..].Skip(draw * 10).Take(10);
                    var transfer = DeviceTransfer.Fit([.. few.Select(sample => (known.Predict(sample.Choices), sample.Value))]);
                    errors.AddRange(target[..HeldOut].Select(sample =>
                        Math.Abs(transfer.Predict(known.Predict(sample.Choices)) - sample.Value) / sample.Value));
                    said.Add(transfer.Errors.Average());
                    forms.Add(transfer.Form);
                }
                errors.Sort();
                table.Row(Name(devices[from]), Name(devices[to]), forms.GroupBy(form => form).MaxBy(group => group.Count())!.Key,
                    MarkdownTable.Percent(errors.Count(e => e <= 0.1) / (double)errors.Count),
                    MarkdownTable.Percent(errors[errors.Count / 2]),
                    MarkdownTable.Percent(said.Average()), MarkdownTable.Percent(errors.Average()));
            }
        }
    }

    private static ChoiceSample[] Samples(string[][] rows, int device) =>
        [.. rows.Select(row => new ChoiceSample([.. row[0].Select(digit => digit - '0')], Number(row[device + 1])))];

    private static void Row(MarkdownTable table, string device, int[] choices, ChoiceSample[] fitted, ChoiceSample[] held)
    {
        var model = ChoiceModel.Fit(choices, fitted, [false], [ValueScale.Plain]);
        var errors = held.Select(sample => Math.Abs(model.Predict(sample.Choices) - sample.Value) / sample.Value).Order().ToArray();
        table.Row(Name(device), $"{fitted.Length}",
            MarkdownTable.Percent(errors.Count(e => e <= 0.05) / (double)errors.Length),
            MarkdownTable.Percent(errors.Count(e => e <= 0.1) / (double)errors.Length),
            MarkdownTable.Percent(errors[errors.Length / 2]), MarkdownTable.Percent(errors[(int)(errors.Length * 0.95)]),
            AdditivityCheck.IsGenerated(model, held) ? "yes" : "no");
    }

    private static string Name(string device) => device.Replace("_ms", "", StringComparison.Ordinal).Replace('_', ' ');

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}

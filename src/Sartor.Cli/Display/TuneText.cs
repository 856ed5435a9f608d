using System.Globalization;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Display;

/// <summary>Shows a tuning.</summary>
internal static class TuneText
{
    public static void Write(CliContext context, TuneDocument document)
    {
        var table = new TextTable("SubNet", ">Top-1");
        table.Row("largest", Quantity.Percent(document.LargestTop1));
        table.Row("smallest", Quantity.Percent(document.SmallestTop1));
        context.Out.WriteLine(
            $"{document.File} ({Quantity.Bytes(document.SizeBytes)}) has the weights that {document.SubNets} SubNets of {document.Space} "
            + $"share, tuned on {Quantity.Of(document.TrainSamples, "sample")} in {Quantity.Of(document.Steps, "step")} and "
            + $"{Time(TimeSpan.FromSeconds(document.Seconds))}. On {Quantity.Of(document.ChooseSamples, "sample")} that did not train:");
        context.Show(table);
    }

    /// <summary>How far a training is, in one line.</summary>
    public static string Line(TuningProgress now)
    {
        string?[] parts =
        [
            $"step {now.Step}/{now.Steps}", string.Create(CultureInfo.InvariantCulture, $"epoch {now.Epoch:0.00}"),
            now.Loss is { } loss ? string.Create(CultureInfo.InvariantCulture, $"loss {loss:0.000}") : null,
            now.LargestTop1 is { } largest ? $"largest {Quantity.Percent(largest)}" : null,
            now.SmallestTop1 is { } smallest ? $"smallest {Quantity.Percent(smallest)}" : null, Time(now.Elapsed),
            now.Step < now.Steps ? $"{Time(now.Remaining)} left" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    /// <summary>What a training begins with.</summary>
    public static string Line(TuningStart start) =>
        $"{(start.Step > 0 ? $"goes on at step {start.Step}" : "begins")}: {Quantity.Of(start.Steps, "step")}, "
        + $"{Quantity.Of(start.Images, "image")}, {Quantity.Of(start.SubNets, "SubNet")}";

    private static string Time(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time:mm\\:ss}" : $"{time:m\\:ss}";
}

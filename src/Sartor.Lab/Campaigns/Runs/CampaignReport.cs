using System.Globalization;
using System.Text.Json.Nodes;
using System.Text;
using Sartor.Core;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Writes what came of a campaign: one table of all trials, and one JSON file for each that has a result.</summary>
public static class CampaignReport
{
    /// <summary>The table, in the folder of the campaign.</summary>
    public const string TableFile = "trials.csv";

    /// <summary>The folder of the results, named by the ids of their trials.</summary>
    public const string TrialsFolder = "trials";

    private const string Head = "number,id,step,model,variant,device,engine,delegate,threads,state,ending,attempts,median_ns,median_low_ns,"
        + "median_high_ns,peak_memory_bytes,size_bytes,reason";

    /// <summary>Writes all of it anew.</summary>
    /// <param name="options">The campaign.</param>
    /// <param name="store">Its trials.</param>
    /// <returns>The files and folders that were written.</returns>
    /// <exception cref="OutputException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(CampaignOptions options, ICampaignStore store)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        var folder = Path.Combine(options.OutputFolder, TrialsFolder);
        var table = Path.Combine(options.OutputFolder, TableFile);
        Directory.CreateDirectory(folder);
        AtomicFile.Write(table, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(Head);
            foreach (var trial in store.Trials())
            {
                var result = store.Result(trial.Number);
                if (result is not null)
                    AtomicFile.Write(Path.Combine(folder, $"{trial.Id}.json"), file => file.Write(Encoding.UTF8.GetBytes(result)));
                writer.WriteLine(Row(trial, result is null ? null : JsonNode.Parse(result)));
            }
        });
        return [table, folder];
    }

    private static string Row(CampaignTrial trial, JsonNode? result)
    {
        var measured = trial.Step == CampaignStep.Measure ? result?["trials"]?[0] : null;
        var latency = measured?["latency"];
        string?[] cells =
        [
            Number(trial.Number), trial.Id, Word(trial.Step), trial.Model, trial.Variant, trial.Lane, trial.Engine, trial.Delegate,
            trial.Step == CampaignStep.Convert ? "" : Number(trial.Threads), Word(trial.State), Word(trial.Ending), Number(trial.Attempts),
            Text(latency?["medianNs"]), Text(latency?["medianLowNs"]), Text(latency?["medianHighNs"]), Text(measured?["peakMemoryBytes"]),
            Text(trial.Step == CampaignStep.Convert ? result?["sizeBytes"] : null), trial.Reason,
        ];
        return string.Join(',', cells.Select(Cell));
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string? Text(JsonNode? node) => node?.ToJsonString();

    private static string Cell(string? text) => text is null ? ""
        : text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;
}

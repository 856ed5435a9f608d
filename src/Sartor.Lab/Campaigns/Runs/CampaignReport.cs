using System.Globalization;
using System.Text;
using Sartor.Core;
using Sartor.Lab.Measurement;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Results.Reports;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Writes what came of a campaign: a page, tables of all trials, and one report for each that was tried.</summary>
public static class CampaignReport
{
    /// <summary>The table as CSV (RFC 4180), in the folder of the campaign.</summary>
    public const string TableFile = "trials.csv";

    /// <summary>The same table as Parquet.</summary>
    public const string ParquetFile = "trials.parquet";

    /// <summary>The page.</summary>
    public const string PageFile = "report.html";

    /// <summary>The folder of the reports, named by the ids of their trials.</summary>
    public const string TrialsFolder = "trials";

    /// <summary>Writes all of it anew.</summary>
    /// <param name="options">The campaign.</param>
    /// <param name="store">Its trials.</param>
    /// <param name="time">The clock of the page's date.</param>
    /// <returns>The files and folders that were written.</returns>
    /// <exception cref="OptionException">The recorded power is no such table, or does not cover a launch.</exception>
    /// <exception cref="OutputException">A file cannot be written, or a stored result cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        CampaignOptions options, ICampaignStore store, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        var folder = Path.Combine(options.OutputFolder, TrialsFolder);
        // As a whole: to put thousands of files in their places one by one takes a minute, and reports of trials that are gone would stay.
        using var trials = StagedOutput.Begin(folder);
        Directory.CreateDirectory(trials.Path);
        var page = new CampaignPageRows();
        using var csv = new MemoryStream();
        using var parquet = new MemoryStream();
        await using (var lines = new StreamWriter(csv, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" })
        await using (var table = await ParquetTable.CreateAsync(parquet).ConfigureAwait(false))
        {
            await lines.WriteLineAsync(string.Join(',', TrialColumns.All.Select(column => column.Name))).ConfigureAwait(false);
            var drift = new AnchorDrift(store.Anchors(), options.MaxDeviceDrift);
            foreach (var anchor in store.Anchors()) page.Add(anchor, drift.Reading(anchor));
            foreach (var figures in Figures(options, store, drift))
            {
                var report = figures.Report;
                if (report.Attempts.Count > 0) Write(trials, report);
                var cells = TrialColumns.Cells(figures);
                await lines.WriteLineAsync(string.Join(',', cells.Select(Cell))).ConfigureAwait(false);
                await table.AddAsync(cells).ConfigureAwait(false);
                page.Add(cells, report.Attempts);
            }
        }
        trials.PublishFolder(() => RequireReports(folder));
        var file = Path.Combine(options.OutputFolder, PageFile);
        CampaignPage.Write(page.Data(options, time.GetUtcNow()), file);
        return [file, Write(options, TableFile, csv), Write(options, ParquetFile, parquet), folder];
    }

    private static void Write(StagedOutput trials, CampaignTrialResult report)
    {
        try
        {
            File.WriteAllText(Path.Combine(trials.Path, $"{report.Id}.json"), ResultJson.Write(report));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StagedOutput.Failed(trials.Location, e);
        }
    }

    // Hidden is what a run that was killed left there.
    private static void RequireReports(string folder)
    {
        var other = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName)
            .FirstOrDefault(name => !name!.EndsWith(".json", StringComparison.Ordinal) && !name.StartsWith('.'));
        if (other is not null)
            throw new OutputException(folder, $"is replaced as a whole, and has '{other}', which is not a report; move it away");
    }

    private static IEnumerable<TrialFigures> Figures(CampaignOptions options, ICampaignStore store, AnchorDrift drift)
    {
        // A measurement comes behind the verification that it needs.
        var verdicts = new Dictionary<long, Verdict>();
        var trace = options.PowerTracePath is { } path ? PowerTrace.Read(path, options.PowerTraceStartUtc) : null;
        foreach (var trial in store.Trials())
        {
            var report = TrialDocument.Of(options.Name, trial, store, trace, drift);
            var own = Verdict.Worst(report.Verification?.Verdicts ?? report.Conversion?.Verdicts ?? []);
            if (own is not null) verdicts.Add(trial.Number, own);
            yield return new TrialFigures(report, own ?? (trial.Needs is { } needs ? verdicts.GetValueOrDefault(needs) : null));
        }
    }

    private static string Write(CampaignOptions options, string name, MemoryStream content)
    {
        var path = Path.Combine(options.OutputFolder, name);
        AtomicFile.Write(path, content.WriteTo);
        return path;
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        string text when text.AsSpan().ContainsAny(",\"\r\n") => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        _ => value.ToString()!,
    };
}

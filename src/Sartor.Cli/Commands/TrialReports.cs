using Sartor.Cli.Display;
using Sartor.Core;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Results.Reports;

namespace Sartor.Cli.Commands;

/// <summary>Checks reports of trials.</summary>
internal static class TrialReports
{
    /// <summary>Writes what is wrong with them.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="place">A report, a folder of reports, or the folder of a campaign.</param>
    /// <param name="isJson">One document instead of lines.</param>
    /// <returns>The exit code: whether nothing is wrong.</returns>
    public static int Check(CliContext context, string place, bool isJson)
    {
        var files = Files(place);
        var reports = files.Select(file => new CheckedReport(
            file, TrialReportCheck.Problems(Text(file), IsNamedById(file) ? Path.GetFileNameWithoutExtension(file) : null))).ToArray();
        var wrong = reports.Where(report => report.Problems.Count > 0).ToArray();
        if (isJson) CliJson.Write(context.Out, reports, CliJson.Default.IReadOnlyListCheckedReport);
        else
        {
            foreach (var report in wrong)
            {
                foreach (var problem in report.Problems) context.Out.WriteLine($"{report.File}: {problem}.");
            }
            context.Out.WriteLine(
                $"{Quantity.Of(reports.Length, "report")}, {(wrong.Length == 0 ? "nothing is wrong" : $"{wrong.Length} with mistakes")}.");
        }
        return wrong.Length == 0 ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    private static string[] Files(string place)
    {
        if (Path.GetExtension(place) is ".yaml" or ".yml" && File.Exists(place))
        {
            throw new DataSetException(
                place, "is not a report; `campaign check` takes the folder of a campaign, a folder of reports, or a report (*.json)");
        }
        if (File.Exists(place)) return [place];
        if (!Directory.Exists(place)) throw new DataSetException(place, "there is no such file or folder; check the path");
        var inner = Path.Combine(place, CampaignReport.TrialsFolder);
        string[] files = [.. Directory.EnumerateFiles(Directory.Exists(inner) ? inner : place, "*.json").Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files
            : throw new DataSetException(place, "has no reports (*.json); `sartor campaign report` writes those of a campaign");
    }

    private static bool IsNamedById(string file) =>
        Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) == CampaignReport.TrialsFolder;

    private static string Text(string file)
    {
        if (SpecialFile.IsAt(file)) throw new DataSetException(file, $"{SpecialFile.Problem}; give a file of JSON");
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(file, $"cannot be read ({IoReason.Of(e)}); check the path", e);
        }
    }
}

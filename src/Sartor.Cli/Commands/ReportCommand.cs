using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Results.Reports;
using Sartor.Results.Statistics;

namespace Sartor.Cli.Commands;

/// <summary>Makes the page of an earlier result anew.</summary>
internal sealed class ReportCommand : ICliCommand
{
    public string Name => "report";

    public string Summary => "Regenerate report.html from the result.json of an earlier fit";

    public IReadOnlyList<string> Examples =>
    [
        "sartor report sartor-demo",
        "sartor report sartor-demo/result.json --out page.html",
        "sartor report sartor-demo --before sartor-demo-of-friday",
    ];

    public void Build(Command command, CliContext context)
    {
        var source = new Argument<string>("result") { Description = "A result folder, or its result.json" };
        var target = new Option<string?>("--out", "-o")
        {
            Description = "Output file (default: report.html beside the result)",
            HelpName = "file",
        };
        var before = new Option<string?>("--before")
        {
            Description = "An earlier result of fit to compare the latencies with: its folder, or its result.json",
            HelpName = "result",
        };
        command.Add(source);
        command.Add(target);
        command.Add(before);
        command.SetAction(parsed =>
        {
            var path = FileOf(parsed.GetValue(source)!);
            var page = parsed.GetValue(target) ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, ResultFolder.ReportFile);
            RequireApart(page, path, parsed.GetValue(before) is { } other ? FileOf(other) : path);
            var result = ResultJson.ReadFit(path);
            ReportPage.Write(result, page, parsed.GetValue(before) is { } earlier ? Compare(FileOf(earlier), path, result) : null);
            if (CommonArguments.IsJson(parsed))
                CliJson.Write(context.Out, new WrittenFile(page, new FileInfo(page).Length), CliJson.Default.WrittenFile);
            else context.Out.WriteLine($"Report: {page}");
            return ExitCodes.Done;
        });
    }

    // A page that took the place of a measurement would be the last that is seen of it.
    private static void RequireApart(string page, params ReadOnlySpan<string> results)
    {
        foreach (var result in results)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(result))!;
            string[] kept =
            [
                result, .. new[] { ResultFolder.ResultFile, ResultFolder.TrialsFile, ResultFolder.SamplesFile, ResultFolder.VariantsFolder }
                    .Select(name => Path.Combine(folder, name)).Where(Path.Exists),
            ];
            if (kept.Any(file => RealPath.Holds(file, page)))
                throw new OutputException(page, $"belongs to the result in {folder}; give --out another name");
        }
    }

    private static ComparisonResult Compare(string before, string after, FitResult result) =>
        ResultComparison.Of(new MeasuredResult(before, ResultJson.ReadFit(before)), new MeasuredResult(after, result), null);

    private static string FileOf(string path) => Directory.Exists(path) ? ResultOf(path) : path;

    private static string ResultOf(string folder)
    {
        var file = Path.Combine(folder, ResultFolder.ResultFile);
        return File.Exists(file)
            ? file
            : throw new ResultFormatException(
                folder, $"contains no {ResultFolder.ResultFile} of `sartor fit`; give the folder that fit wrote");
    }
}

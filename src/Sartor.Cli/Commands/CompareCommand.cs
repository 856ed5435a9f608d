using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Statistics;

namespace Sartor.Cli.Commands;

/// <summary>Says which trials of two results differ, and ends with a code of its own where one became slower.</summary>
internal sealed class CompareCommand : ICliCommand
{
    public string Name => "compare";

    public string Summary => "Compare two results of fit or bench, and find regressions";

    public IReadOnlyList<string> Examples =>
    [
        "sartor compare before/ after/",
        "sartor compare before.json after.json --fail-over 5%",
        "sartor compare before/ after/ --fail-over 0.05 --format md",
    ];

    public void Build(Command command, CliContext context)
    {
        var before = new Argument<string>("before") { Description = "The earlier result: a folder of fit, or a file of --json" };
        var after = new Argument<string>("after") { Description = "The later result" };
        var failOver = NumberOption.Share(
            "--fail-over", "End with exit code 4 if a trial is shown to be slower by more than this share, as 5% or 0.05");
        command.Add(before);
        command.Add(after);
        command.Add(failOver);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(failOver) is < 0)
                throw new OptionException(
                    failOver.Name, FormattableString.Invariant($"must not be below 0, got {parsed.GetValue(failOver)}"));
            var (first, second) = (FileOf(parsed.GetValue(before)!), FileOf(parsed.GetValue(after)!));
            var result = ResultComparison.Of(
                ResultJson.ReadMeasured(first), ResultJson.ReadMeasured(second), parsed.GetValue(failOver));
            return ComparisonText.Write(context, result, CommonArguments.IsJson(parsed));
        });
    }

    private static string FileOf(string path) => Directory.Exists(path) ? Path.Combine(path, ResultFolder.ResultFile) : path;
}

using System.CommandLine;
using System.Text;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Results;
using Sartor.Tailor.Profiling;

namespace Sartor.Cli.Commands;

/// <summary>Measures what the networks of a space are made of.</summary>
internal static class TailorProfileCommand
{
    public static Command Of(CliContext context)
    {
        var options = new SuperNetArguments();
        var profiled = new ProfileArguments();
        var output = new Option<string>("--out") { Description = "The table to write", HelpName = "file", Required = true };
        var work = new Option<string?>("--work")
        {
            Description = "Folder of models and measurements (default: FILE.profile)",
            HelpName = "folder",
        };
        const string Summary = "Measure the parts of a space's networks on a device, for predictions and searches";
        var command = new Command("profile", Summary) { output, work };
        options.AddTo(command);
        profiled.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var network = options.Open(parsed);
            var path = parsed.GetValue(output)!;
            options.RequireOther(parsed, path);
            var measured = profiled.Read(parsed, Path.GetFullPath(parsed.GetValue(work) ?? $"{path}.profile"));
            var isJson = CommonArguments.IsJson(parsed);
            var profile = await new ProfileRun(network, measured, context.Time).RunAsync(
                campaign => CampaignProgress.RunAsync(context, campaign, new ShownModels(measured.Folder), isJson, cancellation),
                cancellation);
            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ResultJson.Write(profile))));
            if (isJson) context.Out.Write(ResultJson.Write(profile));
            else LatencyTableText.Write(context, profile, path);
            return profile.Failures.Count == 0 ? ExitCodes.Done : ExitCodes.AnswerIsNo;
        });
        return command;
    }
}

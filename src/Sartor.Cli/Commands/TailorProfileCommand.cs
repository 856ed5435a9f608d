using System.CommandLine;
using System.Text;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Results;
using Sartor.Tailor.Profiling;

namespace Sartor.Cli.Commands;

/// <summary>Measures what the networks of a space are made of.</summary>
internal static class TailorProfileCommand
{
    public static Command Of(CliContext context)
    {
        var options = new SuperNetArguments();
        var device = new DeviceArguments();
        var protocol = new ProtocolArguments();
        var engine = new Option<string?>("--engine")
        {
            Description = "The engine, alone or with a delegate (default: the first that runs the network's own format)",
            HelpName = "name",
        };
        var precision = new Option<string>("--precision")
        {
            Description = "The precision of the models: those that need no samples",
            HelpName = "name",
            DefaultValueFactory = _ => Precision.Float32.Name(),
        };
        var networks = NumberOption.Whole("--networks", "Whole networks that are measured to calibrate predictions", 40);
        var all = new Option<bool>("--operators") { Description = "Measure every operator by itself, too, not only those of a few blocks" };
        var output = new Option<string>("--out") { Description = "The table to write", HelpName = "file", Required = true };
        var work = new Option<string?>("--work")
        {
            Description = "Folder of models and measurements (default: FILE.profile)",
            HelpName = "folder",
        };
        const string Summary = "Measure the parts of a space's networks on a device, for predictions and searches";
        var command = new Command("profile", Summary) { engine, precision, networks, all, output, work };
        options.AddTo(command);
        device.AddTo(command);
        protocol.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var network = options.Open(parsed);
            var path = parsed.GetValue(output)!;
            var (name, delegateName) = Engine(parsed.GetValue(engine));
            var measured = new ProfileOptions
            {
                Device = device.Read(parsed),
                Engine = name,
                Delegate = delegateName,
                Precision = Precisions.Parse(parsed.GetValue(precision)!),
                Folder = Path.GetFullPath(parsed.GetValue(work) ?? $"{path}.profile"),
                Protocol = protocol.Read(parsed)[0],
                Networks = parsed.GetValue(networks),
                MeasuresAllOperators = parsed.GetValue(all),
            };
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

    private static (string Engine, string Delegate) Engine(string? named)
    {
        var (name, delegateName) = named?.Split('/', 2) is [var first, .. var rest] ? (first, rest.FirstOrDefault()) : (null, null);
        var engine = name is null
            ? InferenceEngines.Catalog.All.First(known => known.Format == ConversionTargets.Interchange.Format && !known.IsOptIn)
            : InferenceEngines.Get(name);
        if (delegateName is not null && !engine.Delegates.Contains(delegateName))
        {
            throw new OptionException(
                "--engine", $"{engine.Name} has no delegate '{delegateName}'; it has {string.Join(", ", engine.Delegates)}");
        }
        return (engine.Name, delegateName ?? engine.Delegates[0]);
    }
}

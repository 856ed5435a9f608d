using System.CommandLine;
using System.Text;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Torch;

namespace Sartor.Cli.Commands;

/// <summary>Writes the file of a campaign, and exports networks of LEMUR for it.</summary>
internal static class CampaignInitCommand
{
    public static Command Of(CliContext context)
    {
        var file = CampaignCommand.File();
        var models = new Option<string?>("--models")
        {
            Description = "The models: a path, a glob, or a text file that names one in each line",
            HelpName = "glob",
        };
        var lemur = new Option<string?>("--lemur")
        {
            Description = "A folder of networks in LEMUR's format, class Net(in_shape, out_shape, prm, device), which are exported",
            HelpName = "folder",
        };
        var shape = new Option<string>("--in-shape")
        {
            Description = "Of the input of LEMUR's networks, batch first",
            DefaultValueFactory = _ => "1,3,32,32",
        };
        var classes = new Option<int>("--classes") { Description = "Classes of LEMUR's networks", DefaultValueFactory = _ => 10 };
        var deadline = new Option<double>("--deadline")
        {
            Description = "Seconds that the export of one network may take",
            DefaultValueFactory = _ => 120,
        };
        var command = new Command("init", "Write a commented campaign file") { file, models, lemur, shape, classes, deadline };
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(file)!;
            if (Path.Exists(path)) throw new OutputException(path, "exists already; name another file, or delete it");
            var pattern = parsed.GetValue(models);
            if (pattern is null == parsed.GetValue(lemur) is null)
                throw new OptionException("campaign init", "needs either --models or --lemur");
            if (parsed.GetValue(lemur) is { } folder)
            {
                var options = new LemurOptions
                {
                    Folder = folder,
                    OutputFolder = Path.Combine(
                        Path.GetDirectoryName(Path.GetFullPath(path))!, $"{Path.GetFileNameWithoutExtension(path)}.models"),
                    InputShape = TorchInput.Parse(parsed.GetValue(shape)!, "--in-shape").Shape,
                    Classes = parsed.GetValue(classes) is > 0 and <= 1_000_000 and var count
                        ? count
                        : throw new OptionException("--classes", "must be a whole number from 1 to 1,000,000"),
                    Deadline = parsed.GetValue(deadline) is > 0 and <= 86_400 and var seconds
                        ? TimeSpan.FromSeconds(seconds)
                        : throw new OptionException("--deadline", "must be a number of seconds up to a day"),
                };
                Export(context, options, cancellation);
                pattern = $"{Path.GetFileName(options.OutputFolder)}/*{ConversionTargets.Interchange.Suffix}";
            }
            var text = Encoding.UTF8.GetBytes(CampaignTemplate.Of(pattern!));
            AtomicFile.Write(path, stream => stream.Write(text));
            ModelPatterns.Find(pattern!, Path.GetDirectoryName(Path.GetFullPath(path))!, out var problem);
            if (problem is not null) context.Error.WriteLine($"{problem}, as seen from the folder of {path}; correct 'models' there.");
            context.Out.WriteLine($"Wrote {path}; `sartor campaign run {path} --dry-run` shows what it will do.");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Export(CliContext context, LemurOptions options, CancellationToken cancellation)
    {
        var networks = LemurExport.Run(
            options, network => context.Error.WriteLine(network switch
            {
                { Problem: { } problem } => $"  {network.Name}: {problem}",
                { IsKept: true } => $"  {network.Name}: is there already",
                _ => $"  {network.Name}: exported",
            }), cancellation);
        var failed = networks.Where(network => network.Problem is not null).ToArray();
        var list = Path.Combine(options.OutputFolder, "failed.txt");
        var lines = Encoding.UTF8.GetBytes(string.Concat(failed.Select(network => $"{network.Name}: {network.Problem}\n")));
        AtomicFile.Write(list, stream => stream.Write(lines));
        if (failed.Length == networks.Count)
            throw new OptionException("--lemur", $"none of {networks.Count} networks could be exported; {list} has the reasons");
        context.Out.WriteLine($"Exported {networks.Count - failed.Length} of {networks.Count} networks"
            + (failed.Length > 0 ? $"; {list} says why not the others." : "."));
    }
}

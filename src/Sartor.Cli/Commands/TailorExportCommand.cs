using System.CommandLine;
using System.Globalization;
using Sartor.Cli.Options;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Spaces;

namespace Sartor.Cli.Commands;

/// <summary>Writes one network of a space.</summary>
internal static class TailorExportCommand
{
    public static Command Of(CliContext context)
    {
        var options = new SuperNetArguments();
        var heldBack = new HeldBackArguments();
        var code = new Option<string>("--code") { Description = "The network's code", HelpName = "code", Required = true };
        var output = new Option<string>("--out", "-o") { Description = "The model to write", HelpName = "file", Required = true };
        const string Summary = "Write a network of a space, with statistics measured on samples, for fit, convert and bench";
        var command = new Command("export", Summary) { code, output };
        options.AddModelTo(command);
        heldBack.AddTo(command, isRequired: false);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(output)!;
            options.RequireOther(parsed, path);
            var target = ConversionTargets.Interchange;
            target.RequireName(path);
            using var network = options.Open(parsed);
            var chosen = SubNetCode.Parse(network.Space, parsed.GetValue(code)!);
            var graph = network.SubNet(chosen).Graph;
            var isMeasured = BatchStatistics.Of(graph).Count == 0;
            if (heldBack.HasData(parsed))
            {
                using var folder = new ScratchModels();
                var (batched, inputs) = heldBack.Open(parsed, options);
                using var opened = batched;
                using var samples = inputs;
                var run = new AccuracyRun(batched, inputs, heldBack.Options(parsed, folder.Path));
                BatchStatistics.Set(graph, run.Statistics(chosen, cancellation));
                isMeasured = true;
                if (inputs.Data.HasLabels)
                {
                    var share = run.Share(chosen, isFinal: false, cancellation)!.Value;
                    var percent = (share * 100).ToString("0.0", CultureInfo.InvariantCulture);
                    context.Out.WriteLine($"It has {percent} % of {run.Judging.Count} samples right.");
                }
            }
            new ModelConverter(target, graph, new Dictionary<string, string> { ["sartor.tailor.code"] = chosen.ToString() }, cancellation)
                .Write(Precision.Float32, path);
            if (!isMeasured)
            {
                context.Error.WriteLine("The statistics of its batch normalizations are the large network's: give --data, from which they "
                    + "are measured anew, or expect a poor accuracy.");
            }
            context.Out.WriteLine($"Wrote {path}; `sartor fit {path} --data …` converts, verifies and measures it.");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private sealed class ScratchModels : IDisposable
    {
        private readonly DirectoryInfo _folder = ScratchFolder.Create("sartor-export-");

        public string Path => _folder.FullName;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}

using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Lab.Jobs;

namespace Sartor.Cli.Commands;

/// <summary><c>fit</c> on a network and labelled images that are part of the project.</summary>
internal sealed class DemoCommand : ICliCommand
{
    public string Name => "demo";

    public string Summary => "Run fit on the bundled Fashion-MNIST classifier";

    public IReadOnlyList<string> Examples =>
        ["sartor demo", "sartor demo --max-size-mb 0.2 --min-accuracy 0.9", "sartor demo --quick --out quick-demo"];

    public void Build(Command command, CliContext context)
    {
        var fit = new FitArguments();
        fit.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var sample = Path.Combine(AppContext.BaseDirectory, "samples", "fashion");
            if (!Directory.Exists(sample))
                throw new OptionException("demo", $"the network and the images are not in {sample}; build Sartor again");
            var options = fit.Read(parsed, Path.Combine(sample, "model.onnx"), Path.Combine(sample, "dataset.yaml"), "sartor-demo") with
            {
                Command = context.State.Command,
            };
            var result = FitProgress.Run(context, progress => FitRun.Run(options, progress, context.Time, cancellation));
            return Task.FromResult(FitSummary.Write(context, result, options.OutputFolder, CommonArguments.IsJson(parsed)));
        });
    }
}

using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Lab.Jobs;

namespace Sartor.Cli.Commands;

/// <summary>The main job: from a model and data to a verified recommendation.</summary>
internal sealed class FitCommand : ICliCommand
{
    public string Name => "fit";

    public string Summary => "Make variants of a model, verify and measure each one, and recommend one";

    public IReadOnlyList<string> Examples =>
    [
        "sartor fit model.onnx --data images/",
        "sartor fit model.onnx",
        "sartor fit model.onnx --range 0,255 --input ids=0,30521",
        "sartor fit model.onnx --data images/ --max-latency-ms 10 --max-size-mb 4 --min-accuracy 0.7",
        "sartor fit model.tflite --data images/ --labels labels.csv --mean 127.5 --std 127.5 --crop-fraction 0.875",
        "sartor fit model.onnx --data digits.yaml --engines tflite/xnnpack --precisions int8 --out result",
    ];

    public void Build(Command command, CliContext context)
    {
        var model = new Argument<string>("model") { Description = ModelOptions.Trained };
        var (fit, input) = (new FitArguments(), new InputArguments());
        command.Add(model);
        input.AddDataTo(command, required: false);
        input.AddScoresTo(command);
        input.AddDomainsTo(command);
        fit.AddTo(command);
        input.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(model)!;
            var given = input.Read(parsed, path);
            var options = fit.Read(parsed, path, given.DataPath, $"sartor-{Path.GetFileNameWithoutExtension(path)}") with
            {
                LabelsPath = given.LabelsPath,
                Scores = given.Scores,
                Preprocess = given.Preprocess,
                InputShapes = given.InputShapes,
                Domains = given.Domains,
                Command = context.State.Command,
            };
            var result = FitProgress.Run(context, progress => FitRun.Run(options, progress, context.Time, cancellation));
            return Task.FromResult(FitSummary.Write(context, result, options.OutputFolder, CommonArguments.IsJson(parsed)));
        });
    }
}

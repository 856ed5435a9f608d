using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Lab.Jobs;

namespace Sartor.Cli.Commands;

/// <summary>A variant from any tool against its source.</summary>
internal sealed class VerifyCommand : ICliCommand
{
    public string Name => "verify";

    public string Summary => "Compare a converted model with its source";

    public IReadOnlyList<string> Examples =>
    [
        "sartor verify model.tflite --source model.onnx",
        "sartor verify model.int8.tflite --source model.onnx --data images/",
        "sartor verify model.int8.tflite --source model.onnx --data images/ --json",
    ];

    public void Build(Command command, CliContext context)
    {
        var variant = new Argument<string>("variant") { Description = "The converted model" };
        var source = new Option<string>("--source") { Description = "The model that it was made from", Required = true, HelpName = "file" };
        var seed = new Option<long>("--seed") { Description = "Seed of the random inputs", DefaultValueFactory = _ => 1, HelpName = "n" };
        var threads = EngineNames.ThreadsOption();
        var (input, device) = (new InputArguments(), new DeviceArguments());
        command.Add(variant);
        command.Add(source);
        input.AddDataTo(command, required: false);
        input.AddScoresTo(command);
        input.AddDomainsTo(command);
        command.Add(seed);
        command.Add(threads);
        device.AddTo(command);
        input.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var options = new VerifyOptions
            {
                VariantPath = parsed.GetValue(variant)!,
                Source = input.Read(parsed, parsed.GetValue(source)!),
                Device = device.Read(parsed),
                Seed = parsed.GetValue(seed),
                Threads = EngineNames.Threads(parsed.GetValue(threads)),
            };
            var result = FitProgress.Run(context, progress => VerifyRun.Run(options, progress, cancellation));
            return Task.FromResult(VerificationText.Write(context, result, parsed.GetValue(CommandLine.Json)));
        });
    }
}

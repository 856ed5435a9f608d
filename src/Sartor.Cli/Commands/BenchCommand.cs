using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;

namespace Sartor.Cli.Commands;

/// <summary>Measures one file as it is.</summary>
internal sealed class BenchCommand : ICliCommand
{
    public string Name => "bench";

    public string Summary => "Measure a model on every engine and delegate that runs its format";

    public IReadOnlyList<string> Examples =>
    [
        "sartor bench model.tflite",
        "sartor bench model.tflite --engine tflite/xnnpack --threads 2 --runs 200",
        "sartor bench model.onnx --data images/ --min-seconds 10 --json",
        "sartor bench model.onnx --quick",
        "sartor bench model.tflite --engine tflite/xnnpack --profile",
        "sartor bench model.tflite --device adb:SERIAL --engine benchmark-model/gpu --benchmark-model ./benchmark_model#SHA256",
        "sartor bench before.tflite after.tflite --threads 1,2,4",
        "sartor bench model.tflite --device \"exec:qemu-aarch64-static -L /usr/aarch64-linux-gnu ./sartor-worker\"",
    ];

    public void Build(Command command, CliContext context)
    {
        var models = new Argument<string[]>("model")
        {
            Description = $"The model to measure, {ModelOptions.RunFormats}; several are measured one after the other",
            Arity = ArgumentArity.OneOrMore,
        };
        var engine = EngineNames.Option("--engine");
        var tool = new Option<string?>("--benchmark-model")
        {
            Description = "TensorFlow Lite's benchmark_model for an Android device, for --engine benchmark-model",
            HelpName = UserProgram.Form,
        };
        var seed = NumberOption.Seed("the random input");
        var profile = new Option<bool>("--profile")
        {
            Description = "Also show how long each node takes and what executes it, from a further launch of each trial",
        };
        var (input, protocol, device) = (new InputArguments(), new ProtocolArguments(), new DeviceArguments());
        command.Add(models);
        command.Add(engine);
        command.Add(tool);
        device.AddTo(command);
        protocol.AddTo(command);
        command.Add(profile);
        input.AddDataTo(command, required: false);
        command.Add(seed);
        input.AddDomainsTo(command);
        input.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            BenchOptions Of(string model, MeasurementProtocol how)
            {
                var engines = FitArguments.Names("--engine", parsed.GetValue(engine));
                var given = input.Read(parsed, model, engines);
                return new BenchOptions
                {
                    Input = given.DataPath == "random" ? given with { DataPath = null } : given,
                    Device = device.Read(parsed),
                    Engines = engines,
                    Tools = new ToolOptions
                    {
                        BenchmarkModel = parsed.GetValue(tool) is { } program ? UserProgram.Parse(tool.Name, program) : null,
                    },
                    Protocol = how,
                    IsQuick = protocol.IsQuick(parsed),
                    Profiles = parsed.GetValue(profile),
                    Seed = parsed.GetValue(seed),
                };
            }
            var protocols = protocol.Read(parsed);
            BenchOptions[] all = [.. parsed.GetValue(models)!.SelectMany(model => protocols.Select(how => Of(model, how)))];
            BenchResult[] results = [.. all.Select(options =>
                FitProgress.Run(context, progress => BenchRun.Run(options, progress, context.Time, cancellation)))];
            var isJson = CommonArguments.IsJson(parsed);
            return Task.FromResult(results is [var one]
                ? BenchText.Write(context, one with { Command = context.State.Command }, isJson)
                : BenchText.Write(context, new BenchSet { Command = context.State.Command, Benches = results }, isJson));
        });
    }
}

using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Lab.Jobs;

namespace Sartor.Cli.Commands;

/// <summary>A variant from any tool against its source.</summary>
internal sealed class VerifyCommand : ICliCommand
{
    public string Name => "verify";

    public string Summary => "Compare a converted model with its source, or with outputs of another runtime";

    public IReadOnlyList<string> Examples =>
    [
        "sartor verify model.tflite --source model.onnx",
        "sartor verify model.int8.tflite --source model.onnx --data images/",
        "sartor verify model.int8.tflite --source model.onnx --data images/ --json",
        "sartor verify model.tflite --source model.onnx --engine tflite/xnnpack --layers",
        "sartor verify model.onnx --expected outputs.npy --data inputs.npy",
    ];

    public void Build(Command command, CliContext context)
    {
        var variant = new Argument<string>("variant") { Description = "The converted model" };
        var source = new Option<string?>("--source") { Description = "The model that it was made from", HelpName = "file" };
        var expected = new Option<string?>("--expected")
        {
            Description = "Instead of --source: outputs of another runtime for --data as .npy, or a folder with inputs and outputs",
            HelpName = "path",
        };
        var seed = NumberOption.Seed("the random inputs");
        var threads = EngineNames.ThreadsOption();
        var engine = EngineNames.Option("--engine", "run the variant on");
        var layers = new Option<bool>("--layers")
        {
            Description = "Compare the tensors inside, too (default: only where the numbers fail)",
        };
        var shapes = ModelOptions.VariantInputShapes();
        var (input, device) = (new InputArguments(), new DeviceArguments());
        command.Add(variant);
        command.Add(source);
        command.Add(expected);
        input.AddDataTo(command, required: false);
        input.AddScoresTo(command);
        input.AddDomainsTo(command);
        foreach (var option in (ReadOnlySpan<Option>)[engine, layers, seed, threads]) command.Add(option);
        device.AddTo(command);
        input.AddTo(command);
        command.Add(shapes);
        command.SetAction((parsed, cancellation) =>
        {
            var engines = FitArguments.Names("--engine", parsed.GetValue(engine));
            var given = input.Read(parsed, Source(parsed.GetValue(source), parsed.GetValue(expected)));
            var options = new VerifyOptions
            {
                VariantPath = parsed.GetValue(variant)!,
                Source = given,
                Device = device.Read(parsed),
                Engines = engines,
                VariantInputShapes = ModelOptions.ParseVariantShapes(parsed.GetValue(shapes)),
                ComparesLayers = parsed.GetValue(layers),
                Seed = parsed.GetValue(seed),
                Threads = EngineNames.Threads(parsed.GetValue(threads)),
            };
            var result = parsed.GetValue(expected) is { } outputs
                ? ExpectedRun.Run(Expected(options, outputs), cancellation)
                : FitProgress.Run(context, progress => VerifyRun.Run(options, progress, cancellation));
            return Task.FromResult(VerificationText.Write(
                context, result with { Command = context.State.Command }, CommonArguments.IsJson(parsed)));
        });
    }

    private static string Source(string? source, string? expected) => (source, expected) switch
    {
        (null, null) => throw new OptionException(
            "--source", "is missing; give the model that the variant was made from, or outputs of another runtime with --expected"),
        (not null, not null) => throw new OptionException("--expected", "stands in the place of --source; give only one of the two"),
        _ => source ?? expected!,
    };

    // Arrays are fed as they are and say what is right.
    private static ExpectedOptions Expected(VerifyOptions options, string expected)
    {
        var source = options.Source;
        if (source.LabelsPath is not null || source.Scores.Count > 0 || source.Preprocess is not null || options.ComparesLayers)
            throw new OptionException(
                "--expected", "compares arrays as they are; leave out --labels, --score, --layers and options of preprocessing");
        return new ExpectedOptions
        {
            ModelPath = options.VariantPath,
            ExpectedPath = expected,
            DataPath = source.DataPath,
            InputShapes = source.InputShapes.Concat(options.VariantInputShapes).ToDictionary(),
            Engines = options.Engines,
            Device = options.Device,
            Threads = options.Threads,
        };
    }
}

using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Data.Splits;
using Sartor.Lab.Jobs;

namespace Sartor.Cli.Commands;

/// <summary>One model to int8, calibrated on some samples and evaluated on the others.</summary>
internal sealed class QuantizeCommand : ICliCommand
{
    public string Name => "quantize";

    public string Summary => "Quantize a model to int8 with calibration data and evaluate it on held-out data";

    public IReadOnlyList<string> Examples =>
    [
        "sartor quantize model.onnx --data images/",
        "sartor quantize model.onnx --data images/ --calibration mse --samples 200 --out model.tflite",
        "sartor quantize model.onnx --data images/ --max-drop 1% --sensitivity",
        "sartor quantize model.tflite --data images/ --labels labels.csv --mean 127.5 --std 127.5",
    ];

    public void Build(Command command, CliContext context)
    {
        var model = new Argument<string>("model") { Description = ModelOptions.Trained };
        var output = new Option<string?>("--out", "-o")
        {
            Description = "Output file (default: MODEL.int8 with the suffix of the target, in the current folder)",
            HelpName = "file",
        };
        var calibration = CalibrationNames.Option();
        var samples = NumberOption.Whole(
            "--samples", "Number of calibration samples, at most four fifths of the data (default: a fifth, at most 500)");
        var (layers, corrections) = (new LayerArguments(), new CorrectionArguments());
        var (boundary, activations) = (BoundaryNames.Option(), BoundaryNames.ActivationsOption());
        var seed = NumberOption.Seed("the split and of the random inputs");
        var target = new TargetArguments();
        var threads = EngineNames.ThreadsOption();
        var input = new InputArguments();
        var weights = new WeightArguments();
        command.Add(model);
        input.AddDataTo(command, required: true);
        input.AddScoresTo(command);
        foreach (var option in (ReadOnlySpan<Option>)[output, calibration, samples, activations, boundary, seed, threads])
            command.Add(option);
        corrections.AddTo(command);
        layers.AddTo(command);
        target.AddWithLayoutTo(command);
        weights.AddTo(command);
        input.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(model)!;
            var given = parsed.GetValue(output);
            var to = target.Read(parsed, given);
            var options = new QuantizeOptions
            {
                Input = input.Read(parsed, path) with { Split = new SplitOptions { Seed = parsed.GetValue(seed) } },
                OutputPath = given ?? "",
                ReadFiles = [.. context.State.ReadFiles, .. target.ReadFiles(parsed)],
                Target = to,
                KeepsLayout = target.KeepsLayout(parsed),
                Reduction = weights.Read(parsed),
                BakesPreprocessing = target.BakesPreprocessing(parsed),
                InputSize = target.InputSize(parsed),
                WritesMetadata = target.WritesMetadata(parsed),
                ClassNames = target.ClassNames(parsed),
                Calibration = CalibrationNames.Parse(parsed.GetValue(calibration)),
                CalibrationSamples = parsed.GetValue(samples),
                Threads = EngineNames.Threads(parsed.GetValue(threads)),
                Equalization = corrections.Equalization(parsed),
                CorrectsBias = corrections.CorrectsBias(parsed),
                Sensitivity = layers.Sensitivity(parsed),
                MaxDrop = layers.MaxDrop(parsed),
                MinSqnrDb = layers.MinSqnrDb(parsed),
                FloatLayers = layers.FloatLayers(parsed),
                Activations = BoundaryNames.ParseActivations(parsed.GetValue(activations)),
                Boundary = BoundaryNames.Parse(parsed.GetValue(boundary)),
            };
            var name = $"{Path.GetFileNameWithoutExtension(path)}.{QuantizeRun.NameOf(options)}{to.Suffix}";
            if (given is null) options = options with { OutputPath = name };
            var result = FitProgress.Run(context, progress => QuantizeRun.Run(options, progress, cancellation));
            return Task.FromResult(ConversionText.Write(
                context, result with { Command = context.State.Command }, CommonArguments.IsJson(parsed)));
        });
    }
}

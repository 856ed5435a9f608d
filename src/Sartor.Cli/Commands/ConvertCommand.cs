using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Jobs;

namespace Sartor.Cli.Commands;

/// <summary>One model to another format, checked against its source.</summary>
internal sealed class ConvertCommand : ICliCommand
{
    public string Name => "convert";

    public string Summary => "Convert a model and verify it against the source";

    public IReadOnlyList<string> Examples =>
    [
        "sartor convert model.onnx",
        "sartor convert model.onnx --precision float16 --out model.tflite",
        "sartor convert model.onnx --input-shape input=1,3,224,224",
        "sartor convert model.onnx --range 0,255",
        "sartor convert model.onnx --data images/",
        "sartor convert model.onnx --keep-layout",
        "sartor convert model.onnx --bake-preprocessing --mean 123.7,116.3,103.5 --std 58.4,57.1,57.4",
        "sartor convert model.onnx --bake-preprocessing --mean 0 --std 255 --resize 256 --crop 224 --input-size 480,640",
        "sartor convert model.onnx --no-verify --json",
        "sartor convert net.py:Net --weights weights.pt --arg num_classes=10 --input-shape 1,3,224,224",
    ];

    public void Build(Command command, CliContext context)
    {
        var model = new Argument<string>("model") { Description = ModelOptions.Trained };
        var output = new Option<string?>("--out", "-o")
        {
            Description = "Output file (default: MODEL.PRECISION with the suffix of the target, in the current folder)",
            HelpName = "file",
        };
        var (target, input) = (new TargetArguments(), new InputArguments());
        var precision = new Option<string?>("--precision", "--precisions")
        {
            Description = "float32 (default), float16 or dynamic-range-int8; int8 of a source that is quantized (its default)",
            HelpName = "name",
        };
        var noVerify = new Option<bool>("--no-verify") { Description = "Write the file without running it against its source" };
        var seed = NumberOption.Seed("the random inputs");
        var threads = EngineNames.ThreadsOption();
        var weights = new WeightArguments();
        command.Add(model);
        foreach (var option in (ReadOnlySpan<Option>)[output, precision, noVerify]) command.Add(option);
        input.AddDataTo(command, required: false);
        input.AddScoresTo(command);
        input.AddDomainsTo(command);
        foreach (var option in (ReadOnlySpan<Option>)[seed, threads]) command.Add(option);
        input.AddTo(command);
        target.AddWithLayoutTo(command);
        weights.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(model)!;
            var kind = parsed.GetValue(precision) is { } named ? Precisions.Parse(named) : (Precision?)null;
            var given = parsed.GetValue(output);
            var to = target.Read(parsed, given);
            var (bakes, describes) = (target.BakesPreprocessing(parsed), target.WritesMetadata(parsed));
            var read = input.Read(parsed, path, takesPixels: bakes || describes);
            if (read.DataPath is not null && parsed.GetValue(noVerify))
                throw new OptionException(noVerify.Name, "leaves out what --data is for; give only one of the two");
            if (bakes && read.Domains.Range is not null)
                throw new OptionException("--range", "has nothing to do: with --bake-preprocessing the file takes pixels of 0 to 255");
            var options = new ConvertOptions
            {
                ModelPath = path,
                OutputPath = given ?? "",
                ReadFiles = [.. context.State.ReadFiles, .. target.ReadFiles(parsed)],
                Target = to,
                Torch = context.State.Torch,
                KeepsLayout = target.KeepsLayout(parsed),
                Reduction = weights.Read(parsed),
                BakesPreprocessing = bakes,
                InputSize = target.InputSize(parsed),
                WritesMetadata = describes,
                ClassNames = target.ClassNames(parsed),
                Preprocess = read.Preprocess,
                Precision = kind,
                InputShapes = read.InputShapes,
                Domains = read.Domains,
                Samples = read.DataPath is null ? null : read,
                Verify = !parsed.GetValue(noVerify),
                // The text does not say it.
                Hashes = CommonArguments.IsJson(parsed),
                Seed = parsed.GetValue(seed),
                Threads = EngineNames.Threads(parsed.GetValue(threads)),
            };
            var result = ConvertRun.Run(options, cancellation) with { Command = context.State.Command };
            return Task.FromResult(ConversionText.Write(context, result, CommonArguments.IsJson(parsed)));
        });
    }
}

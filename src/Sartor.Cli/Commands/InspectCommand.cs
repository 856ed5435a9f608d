using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Inspection;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Formats.Checkpoints;

namespace Sartor.Cli.Commands;

/// <summary>Says what is in a model file, or in each one of a folder.</summary>
internal sealed class InspectCommand : ICliCommand
{
    public string Name => "inspect";

    public string Summary => "Inspect a model: operators, parameters, MACs, memory, fingerprints";

    public IReadOnlyList<string> Examples =>
    [
        "sartor inspect model.onnx",
        "sartor inspect model.tflite --layers",
        "sartor inspect models/ --json",
        "sartor inspect weights.pt",
        "sartor inspect model.onnx --input-shape input=1,3,224,224",
        "sartor inspect model.tflite --target onnx",
    ];

    public void Build(Command command, CliContext context)
    {
        var path = new Argument<string>("path") { Description = "A model file, or a folder with models" };
        var layers = new Option<bool>("--layers") { Description = "Show one row per layer" };
        var shapes = ModelOptions.InputShapes();
        var target = new TargetArguments();
        command.Add(path);
        command.Add(layers);
        command.Add(shapes);
        target.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetValue(path)!,
            new ModelInspector(
                new ModelReadOptions { InputShapes = ModelOptions.ParseShapes(parsed.GetValue(shapes)) }, target.Read(parsed),
                parsed.GetValue(layers)),
            CommonArguments.IsJson(parsed), context, cancellation)));
    }

    private static int Run(string path, ModelInspector inspector, bool json, CliContext context, CancellationToken cancellation)
    {
        if (Directory.Exists(path) && !ModelFormats.IsPackage(path))
        {
            var folder = inspector.InspectFolder(path, cancellation);
            if (folder.Models.Count == 0)
            {
                if (ModelFormats.ForeignFolder(path) is { } foreign) throw new ModelFormatException(path, null, $"is {foreign}");
                var others = Quantity.Of(folder.OtherFiles, "other file");
                throw new ModelFormatException(
                    path, null,
                    $"contains no model that Sartor can read ({others} below it); give a folder with {ModelOptions.Formats} files");
            }
            if (json) CliJson.Write(context.Out, folder, CliJson.Default.FolderInspection);
            else InspectionText.Write(context, folder);
            return folder.Models.Any(m => m.Error is not null) ? ExitCodes.BadInput : ExitCodes.Done;
        }
        if (Checkpoint.Detect(path))
        {
            var checkpoint = CheckpointInspection.Of(path);
            if (json) CliJson.Write(context.Out, checkpoint, CliJson.Default.CheckpointInspection);
            else InspectionText.Write(context, checkpoint);
            return ExitCodes.Done;
        }
        var model = inspector.Inspect(path) with { File = context.State.Torch?.Source.ToString() ?? path };
        if (json) CliJson.Write(context.Out, model, CliJson.Default.ModelInspection);
        else InspectionText.Write(context, model);
        return ExitCodes.Done;
    }
}

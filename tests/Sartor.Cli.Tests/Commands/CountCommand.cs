using System.CommandLine;
using Sartor.Formats;

namespace Sartor.Cli.Tests.Commands;

/// <summary>A verb as somebody may add one: how many nodes a model has.</summary>
internal sealed class CountCommand : ICliCommand
{
    public string Name => "count";

    public string Summary => "Say how many nodes a model has";

    public IReadOnlyList<string> Examples => ["sartor count model.onnx"];

    public void Build(Command command, CliContext context)
    {
        var model = new Argument<string>("model") { Description = "The model" };
        command.Add(model);
        command.SetAction(parsed =>
        {
            using var file = ModelFormats.Open(parsed.GetValue(model)!);
            context.Out.WriteLine($"{file.Graph.Nodes.Count} nodes");
            return ExitCodes.Done;
        });
    }
}

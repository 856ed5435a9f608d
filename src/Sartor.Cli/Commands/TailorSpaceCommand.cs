using System.CommandLine;
using System.Text;
using Sartor.Cli.Display;
using Sartor.Cli.Inspection;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;

namespace Sartor.Cli.Commands;

/// <summary>Says what of a network may vary.</summary>
internal static class TailorSpaceCommand
{
    public static Command Of(CliContext context)
    {
        var model = new Argument<string>("model") { Description = "The trained network" };
        var space = new Option<string?>("--space")
        {
            Description = "The space, TOML or YAML (docs/tailor.md); without it one is proposed",
            HelpName = "file",
        };
        var write = new Option<string?>("--write") { Description = "Write the space as commented TOML", HelpName = "file" };
        var mermaid = new Option<bool>("--mermaid") { Description = "Draw the stages as a Mermaid diagram, for Markdown" };
        var shapes = ModelOptions.InputShapes();
        const string Summary = "Find the blocks and stages of a network, and say what may vary in them";
        var command = new Command("space", Summary) { model, space, write, mermaid, shapes };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(model)!;
            var output = parsed.GetValue(write);
            if (output is not null && Path.Exists(output))
                throw new OutputException(output, "exists already; name another file, or delete it");
            var named = parsed.GetValue(space);
            var asked = named is null ? null : SpaceFileReader.Read(named, BlockTemplates.All);
            var options = new ModelReadOptions { InputShapes = ModelOptions.ParseShapes(parsed.GetValue(shapes)) };
            var structure = NetworkStructure.Read(path, BlockTemplates.Chosen(asked?.Blocks), options);
            var file = asked ?? SpaceProposal.Of(structure);
            var document = SpaceDocument.Of(path, named, SpaceBinding.Of(structure, file));
            if (output is not null) AtomicFile.Write(output, stream => stream.Write(Encoding.UTF8.GetBytes(SpaceFileText.Write(file))));
            if (CommonArguments.IsJson(parsed)) CliJson.Write(context.Out, document, CliJson.Default.SpaceDocument);
            else if (parsed.GetValue(mermaid)) context.Out.WriteLine(SpaceText.Mermaid(document));
            else SpaceText.Write(context, document);
            if (output is not null) context.Error.WriteLine($"Wrote {output}.");
            return ExitCodes.Done;
        });
        return command;
    }
}

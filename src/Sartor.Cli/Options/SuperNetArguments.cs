using System.CommandLine;
using Sartor.Core;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;
using Sartor.Tailor.SubNets;

namespace Sartor.Cli.Options;

/// <summary>The network and the space that verbs of <c>sartor tailor</c> take.</summary>
/// <param name="ownModel">The network of a verb that takes none; null for one that does.</param>
/// <param name="ownSpace">Its space, where none is named.</param>
internal sealed class SuperNetArguments(string? ownModel = null, string? ownSpace = null)
{
    private readonly Argument<string> _model = new("model") { Description = "The trained network" };

    private readonly Option<string?> _space = new("--space")
    {
        Description = "The space, TOML or YAML (docs/tailor.md); without it one is proposed",
        HelpName = "file",
    };

    private readonly Option<string[]> _shapes = ModelOptions.InputShapes();

    public void AddTo(Command command)
    {
        AddModelTo(command);
        command.Add(_shapes);
    }

    /// <summary>Adds no shapes, for verbs that have them among other options.</summary>
    public void AddModelTo(Command command)
    {
        if (ownModel is null) command.Add(_model);
        command.Add(_space);
    }

    public string ModelPath(ParseResult parsed) => ownModel ?? parsed.GetValue(_model)!;

    public string? SpaceFile(ParseResult parsed) => parsed.GetValue(_space) ?? ownSpace;

    /// <summary>Refuses to write a file that is read, or a folder.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">What would be written.</param>
    /// <exception cref="OutputException">It is the network, its space, or a folder.</exception>
    public void RequireOther(ParseResult parsed, string output)
    {
        var path = Path.GetFullPath(output);
        if (Directory.Exists(path)) throw new OutputException(output, "is a folder; name a file");
        foreach (var read in (string?[])[ModelPath(parsed), SpaceFile(parsed)])
        {
            if (read is not null && Path.GetFullPath(read) == path)
                throw new OutputException(output, "is what the verb reads, and would be lost; name another file");
        }
    }

    /// <summary>The space file; null where none is named.</summary>
    public SpaceFile? Space(ParseResult parsed) =>
        SpaceFile(parsed) is { } named ? SpaceFileReader.Read(named, BlockTemplates.All) : null;

    public Formats.ModelReadOptions Reading(ParseResult parsed) =>
        new() { InputShapes = ModelOptions.ParseShapes(parsed.GetValue(_shapes)) };

    /// <summary>Opens the network.</summary>
    public SuperNet Open(ParseResult parsed) => SuperNet.Open(ModelPath(parsed), Space(parsed), Reading(parsed));
}

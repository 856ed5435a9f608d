using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Inspection;
using Sartor.Cli.Options;
using Sartor.Engines;
using Sartor.Tailor.Operators.Fusions;

namespace Sartor.Cli.Commands;

/// <summary>Lists the operators that networks of a space have, each once.</summary>
internal static class TailorOperatorsCommand
{
    public static Command Of(CliContext context)
    {
        var options = new SuperNetArguments();
        var engine = new Option<string>("--engine")
        {
            Description = "The engine whose fusions count",
            HelpName = "name",
            DefaultValueFactory = _ => FusionRules.Default.Engine,
        };
        const string Summary = "List the operators that the networks of a space have, each once, without making the networks";
        var command = new Command("operators", Summary) { engine };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var name = InferenceEngines.Get(parsed.GetValue(engine)!).Name;
            using var network = options.Open(parsed);
            var document = OperatorsDocument.Of(network, options.SpaceFile(parsed), FusionRules.Of(name));
            if (CommonArguments.IsJson(parsed)) CliJson.Write(context.Out, document, CliJson.Default.OperatorsDocument);
            else OperatorsText.Write(context, document);
            return ExitCodes.Done;
        });
        return command;
    }
}

using System.CommandLine;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Commands;

/// <summary>Fine-tunes the weights that the networks of a space share.</summary>
internal static class TailorTuneCommand
{
    public static Command Of(CliContext context)
    {
        var options = new TuneArguments();
        var command = new Command("tune", "Fine-tune the weights that the networks of a space share, with PyTorch; resumable");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var given = options.Read(parsed);
            var result = TuneProgress.Run(context, listener => TuningRun.Run(given, listener, cancellation), cancellation);
            var document = TuneDocument.Of(result, options.SpaceFile(parsed));
            if (CommonArguments.IsJson(parsed)) CliJson.Write(context.Out, document, CliJson.Default.TuneDocument);
            else TuneText.Write(context, document);
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }
}

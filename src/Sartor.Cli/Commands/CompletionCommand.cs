using System.CommandLine;
using Sartor.Cli.Completion;
using Sartor.Cli.Display;
using Sartor.Core;

namespace Sartor.Cli.Commands;

/// <summary>Prints a script that lets a shell complete verbs and options.</summary>
internal sealed class CompletionCommand : ICliCommand
{
    public string Name => "completion";

    public string Summary => "Print a script that completes verbs and options in a shell";

    public IReadOnlyList<string> Examples => ["sartor completion bash", "sartor completion zsh"];

    public void Build(Command command, CliContext context)
    {
        var shells = string.Join(", ", CompletionScripts.All.Keys);
        var shell = new Argument<string>("shell")
        {
            Description = $"One of {shells}",
            CompletionSources = { CompletionScripts.All.Keys.ToArray() },
        };
        command.Add(shell);
        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(shell)!;
            if (!CompletionScripts.All.TryGetValue(name, out var script))
                throw new OptionException("shell", $"unknown shell '{name}'; choose {shells}");
            if (CommonArguments.IsJson(parsed))
                CliJson.Write(context.Out, new ShellScript { Shell = name, Script = script }, CliJson.Default.ShellScript);
            else context.Out.WriteLine(script);
            return ExitCodes.Done;
        });
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sartor.Cli;

/// <summary>The usual help, and below it commands to copy.</summary>
internal sealed class HelpWithExamplesAction(HelpAction help, IReadOnlyList<string> examples) : SynchronousCommandLineAction
{
    // Help is given also where a required argument is missing.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine($"  {example}");
        output.WriteLine();
        return code;
    }
}

using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Sartor.Cli;

/// <summary>Prints the version, with as much of the commit as names it.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    private const int CommitDigits = 9;

    /// <summary><c>0.1.0+1a2b3c4d5</c>.</summary>
    public static string Text { get; } = Short(
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Text);
        return ExitCodes.Done;
    }

    private static string Short(string version) => version.Split('+') is [var number, { Length: > CommitDigits } commit]
        ? $"{number}+{commit[..CommitDigits]}"
        : version;
}

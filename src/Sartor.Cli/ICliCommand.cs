using System.CommandLine;
using Sartor.Core;

namespace Sartor.Cli;

/// <summary>
/// A verb. The catalog finds it; its constructor does nothing, so that <c>sartor --help</c> costs no more for each verb there is.
/// </summary>
internal interface ICliCommand : INamed
{
    /// <summary>One line for the list of verbs, without a full stop.</summary>
    string Summary { get; }

    /// <summary>Commands that a user may copy, shown under the help of the verb.</summary>
    IReadOnlyList<string> Examples { get; }

    /// <summary>Adds arguments, options and the action. Called only when this verb was asked for.</summary>
    void Build(Command command, CliContext context);
}

namespace Sartor.Formats;

/// <summary>Which operators of a file a delegate or compiler takes, by a table of what it documents; nothing was run.</summary>
/// <param name="Target">Its name on the command line.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Source">Where the table comes from.</param>
/// <param name="Operators">Operators of the network.</param>
/// <param name="Taken">How many of them the target executes.</param>
/// <param name="Partitions">In how many parts it executes them; each border costs a transfer.</param>
/// <param name="Fallbacks">Operators that stay on the processor, in order.</param>
public sealed record PlacementReport(
    string Target, string Title, string Source, int Operators, int Taken, int Partitions, IReadOnlyList<PlacementFallback> Fallbacks);

/// <summary>An operator that a target does not execute.</summary>
/// <param name="Operator">Name of the operator in the format.</param>
/// <param name="Node">Name of its first output.</param>
/// <param name="Reason">Why; without a full stop.</param>
/// <param name="Advice">What to change; without a full stop.</param>
public sealed record PlacementFallback(string Operator, string Node, string Reason, string Advice);

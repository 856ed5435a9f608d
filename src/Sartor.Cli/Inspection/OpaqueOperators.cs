namespace Sartor.Cli.Inspection;

/// <summary>An operator that Sartor carries but does not understand, how often it occurs, and why.</summary>
internal sealed record OpaqueOperators(string Operator, int Count, string Reason);

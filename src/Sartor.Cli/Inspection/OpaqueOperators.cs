namespace Sartor.Cli.Inspection;

/// <summary>An operator that Sartor keeps but does not support.</summary>
/// <param name="Operator">Its name in the format.</param>
/// <param name="Count">How often it occurs.</param>
/// <param name="Reason">Why it is not supported.</param>
internal sealed record OpaqueOperators(string Operator, int Count, string Reason);

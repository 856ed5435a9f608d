namespace Sartor.Cli.Inspection;

/// <summary>An operator that Sartor carries but does not understand.</summary>
/// <param name="Operator">Its name in the format.</param>
/// <param name="Count">How often it occurs.</param>
/// <param name="Reason">Why it is not understood.</param>
internal sealed record OpaqueOperators(string Operator, int Count, string Reason);

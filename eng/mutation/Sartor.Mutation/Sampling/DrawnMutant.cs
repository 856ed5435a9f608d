namespace Sartor.Mutation.Sampling;

/// <summary>A mutant that was drawn and compiles.</summary>
/// <param name="Number">What the switch compares with; from 1.</param>
/// <param name="Area">The area's name.</param>
/// <param name="Path">The file from the root.</param>
/// <param name="Line">From 1.</param>
/// <param name="Kind">Which rule made it.</param>
/// <param name="Before">The text before, on one line.</param>
/// <param name="After">The text after; empty where something is left out.</param>
internal sealed record DrawnMutant(int Number, string Area, string Path, int Line, string Kind, string Before, string After);

/// <summary>What was drawn, by which seed, from what.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Fingerprint">A hash of all files that were copied and of what was asked for.</param>
/// <param name="Sites">Places that can be changed, for each area.</param>
/// <param name="NotCompiling">Changes that were drawn, did not compile, and were replaced.</param>
/// <param name="Mutants">In the order of their numbers.</param>
internal sealed record Draw(
    int Seed, string Fingerprint, IReadOnlyDictionary<string, int> Sites, int NotCompiling, IReadOnlyList<DrawnMutant> Mutants);

namespace Sartor.Contracts.Coverage;

/// <summary>A case and what became of it.</summary>
/// <param name="Name">Name of the case in its corpus.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">The refusal, or the first difference; empty where it is right.</param>
/// <param name="TakesConstants">Right or wrong with all inputs but the first made constant, refused as it is.</param>
public sealed record CoverageResult(string Name, CoverageOutcome Outcome, string Detail, bool TakesConstants = false);

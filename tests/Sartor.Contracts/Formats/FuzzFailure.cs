namespace Sartor.Contracts.Formats;

/// <summary>A mutant that a reader did not survive.</summary>
/// <param name="Corpus">Name of the file that it comes from.</param>
/// <param name="Mutant">Its number; with the seed it gives the same bytes again.</param>
/// <param name="Problem">What happened.</param>
public sealed record FuzzFailure(string Corpus, int Mutant, string Problem);

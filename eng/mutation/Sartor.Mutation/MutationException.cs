namespace Sartor.Mutation;

/// <summary>Why no figure can be given: one sentence for the person at the terminal.</summary>
internal sealed class MutationException(string message) : Exception(message);

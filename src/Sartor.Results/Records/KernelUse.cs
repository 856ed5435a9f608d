namespace Sartor.Results.Records;

/// <summary>A kernel of an execution plan.</summary>
/// <param name="Name">The operator's name in the engine's words, or the delegate's.</param>
/// <param name="Nodes">Nodes that it executes, 1 or more.</param>
public sealed record KernelUse(string Name, int Nodes);

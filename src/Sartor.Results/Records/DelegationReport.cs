namespace Sartor.Results.Records;

/// <summary>What executes a loaded model, read from the engine after it was prepared, never from what was requested.</summary>
public sealed record DelegationReport
{
    /// <summary>
    /// The delegate that executes at least one node; the engine's own kernels (<c>none</c>, <c>cpu</c>) if the requested delegate took
    /// nothing.
    /// </summary>
    public required string Delegate { get; init; }

    /// <summary>Nodes of the model as the engine loaded it, after its own rewriting.</summary>
    public required int Nodes { get; init; }

    /// <summary>How many of them that delegate executes.</summary>
    public required int DelegatedNodes { get; init; }

    /// <summary>What executes: kernel or operator in the engine's words, and how many nodes each; in order of first appearance.</summary>
    public required IReadOnlyList<KernelUse> Kernels { get; init; }

    /// <summary>Where the numbers come from; one sentence.</summary>
    public required string Evidence { get; init; }

    /// <summary><c>64/66 nodes on xnnpack</c>, <c>35/35 nodes on built-in kernels</c>.</summary>
    public string Text => $"{DelegatedNodes}/{Nodes} nodes on {(Delegate is "none" ? "built-in kernels" : Delegate)}";
}

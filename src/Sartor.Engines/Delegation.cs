namespace Sartor.Engines;

/// <summary>What executes a loaded model, read from the engine after it was prepared, never from what was asked for.</summary>
/// <param name="RequestedDelegate">What was asked for.</param>
/// <param name="ActualDelegate">What executes at least one node; the engine's own kernels (<c>none</c>, <c>cpu</c>) where the delegate took
/// nothing.</param>
/// <param name="NodeCount">Nodes of the model as the engine loaded it, after its own rewriting.</param>
/// <param name="DelegatedNodeCount">How many of them the actual delegate executes.</param>
/// <param name="Kernels">What executes, in order of first appearance: kernel or operator, and how often.</param>
/// <param name="Evidence">Where the numbers come from; one sentence.</param>
/// <param name="Diagnostics">Reservations: a delegate that took no node (<c>delegate-unused</c>), only some (<c>delegate-partial</c>), or
/// failed (<c>delegate-failed</c>), or times that are those of no device (<c>times-of-wasm</c>).</param>
public sealed record Delegation(
    string RequestedDelegate,
    string ActualDelegate,
    int NodeCount,
    int DelegatedNodeCount,
    EquatableArray<KernelCount> Kernels,
    string Evidence,
    EquatableArray<Diagnostic> Diagnostics)
{
    /// <summary>True where the delegate that was asked for executes every node.</summary>
    public bool IsComplete => ActualDelegate == RequestedDelegate && DelegatedNodeCount == NodeCount;
}

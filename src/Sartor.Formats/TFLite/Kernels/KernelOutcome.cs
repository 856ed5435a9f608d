namespace Sartor.Formats.TFLite.Kernels;

/// <summary>What a runtime does with an operator on tensors of given types, found by running it.</summary>
internal enum KernelOutcome
{
    /// <summary>It computes what the reference evaluation says, within the stated tolerance.</summary>
    Right,
    /// <summary>It computes, and there is no reference evaluation to compare it with.</summary>
    Runs,
    /// <summary>It computes something else, without a word.</summary>
    Wrong,
    /// <summary>The model does not load.</summary>
    RefusedAtLoad,
    /// <summary>The model loads, and every inference fails.</summary>
    RefusedAtInvoke,
    /// <summary>The process ends.</summary>
    Aborts,
}

using System.Collections.Immutable;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>
/// What a node computes: an immutable record of attributes, compared by value. One file an operator: attributes, type inference,
/// MACs, how a permutation of axes passes through it, a reference evaluation where folding needs one, and, nested, its bindings to
/// the formats.
/// </summary>
public abstract record Operator
{
    /// <summary>Name in tables and messages.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>
    /// Types of the outputs. Called only when the types of all inputs that are present are known; use
    /// <see cref="InferenceInputs.Fail"/> for inputs that do not fit.
    /// </summary>
    public abstract ImmutableArray<TensorType> Infer(InferenceInputs inputs);

    /// <summary>
    /// Multiply-accumulate operations of one execution, counted as fvcore and torchvision do: convolutions, linear layers and matrix
    /// products; bias, activation, normalisation and pooling count 0. FLOPs are 2 · MACs.
    /// </summary>
    /// <param name="inputs">Types with known shapes; null for an input that is left out.</param>
    /// <param name="outputs">Types with known shapes.</param>
    public virtual long Macs(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs) => 0;

    /// <summary>
    /// How a permutation of the axes of one input passes through: the operator and the permutations of all inputs and outputs that
    /// compute the same. Null when it cannot pass.
    /// </summary>
    /// <param name="permutation">Applied to the input as <see cref="Permutation.Apply(Shape)"/> does.</param>
    /// <param name="input">Index of the permuted input.</param>
    /// <param name="types">Types of inputs and outputs before the change, with known shapes.</param>
    public virtual AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) => null;

    /// <summary>
    /// The same question from the other side: the operator and the permutations of the inputs that give the first output permuted.
    /// The default tries <see cref="PermuteThrough"/> for each input.
    /// </summary>
    /// <param name="permutation">Of the first output.</param>
    /// <param name="types">Types of inputs and outputs before the change, with known shapes.</param>
    public virtual AxisPropagation? PermuteBack(Permutation permutation, NodeTypes types)
    {
        ArgumentNullException.ThrowIfNull(permutation);
        ArgumentNullException.ThrowIfNull(types);
        for (var i = 0; i < types.Inputs.Count; i++)
        {
            if (types.Inputs[i]?.Shape?.Rank != permutation.Rank) continue;
            if (PermuteThrough(permutation, i, types) is { } propagation && propagation.Outputs[0] == permutation) return propagation;
        }
        return null;
    }

    /// <summary>
    /// Reference evaluation for constant folding; null when the operator or the element type has none. Inputs are constants; null
    /// for an input that is left out.
    /// </summary>
    public virtual ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs) => null;

    /// <summary>
    /// Multiplications of <see cref="Evaluate"/> where they are more than a few an element; by default the <see cref="Macs"/>.
    /// </summary>
    /// <param name="inputs">Types with known shapes; null for an input that is left out.</param>
    /// <param name="outputs">Types with known shapes.</param>
    /// <exception cref="OverflowException">More than can be counted.</exception>
    public virtual long FoldingWork(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs) => Macs(inputs, outputs);
}

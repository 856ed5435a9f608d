using System.Collections.Immutable;
using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>
/// An operator that no binding understands. It survives with its attributes, is counted, and is named in every message; types of
/// its outputs are what the file says of them.
/// </summary>
/// <param name="Raw">The node as the file has it.</param>
/// <param name="Reason">Why nothing bound it: "no binding", or the attribute or input that Sartor does not handle.</param>
/// <param name="OutputTypes">Types that the file states; unknown where it does not.</param>
public sealed record OpaqueOperator(RawNode Raw, string Reason, EquatableArray<TensorType> OutputTypes) : Operator, IMultipleOutputs
{
    /// <summary>
    /// True where nothing is wrong with the node itself: it could not be read because an operator before it could not.
    /// </summary>
    public bool IsConsequence { get; init; }

    public override string Name => Raw.QualifiedType;

    public int OutputCount => OutputTypes.Count;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => OutputTypes.Items;
}

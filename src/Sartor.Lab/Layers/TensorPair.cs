using Sartor.Graph.Ir;

namespace Sartor.Lab.Layers;

/// <summary>A tensor of a source and the one of a variant that stands for it.</summary>
/// <param name="Source">In the graph of the source.</param>
/// <param name="Variant">In the graph of the variant.</param>
/// <param name="Order">
/// Without axes of extent 1, the variant's is the source's, permuted by this; null where the whole signature says it.
/// </param>
/// <param name="IsByShape">Whether names, shapes and places speak for the pair, and its values do not.</param>
internal sealed record TensorPair(Value Source, Value Variant, Permutation? Order, bool IsByShape = false);

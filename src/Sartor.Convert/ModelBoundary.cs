using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert;

/// <summary>All inputs and outputs of a variant in terms of its source.</summary>
public sealed record ModelBoundary(IReadOnlyList<BoundaryTensor> Inputs, IReadOnlyList<BoundaryTensor> Outputs)
{
    public static ModelBoundary Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new([.. graph.Inputs.Select(BoundaryTensor.Of)], [.. graph.Outputs.Select(BoundaryTensor.Of)]);
    }

    /// <summary>Inputs of the source as the variant takes them.</summary>
    public Tensor[] ToVariant(IReadOnlyList<Tensor> source) => [.. Inputs.Select((input, i) => input.ToVariant(source[i]))];

    /// <summary>Outputs of the variant as reals in the source's order.</summary>
    public float[][] ToSource(IReadOnlyList<Tensor> variant) => [.. Outputs.Select((output, i) => output.ToSource(variant[i]))];
}

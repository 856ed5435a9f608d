using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert;

/// <summary>The signature of a variant: its inputs and outputs in terms of its source.</summary>
public sealed record ModelSignature(IReadOnlyList<TensorMapping> Inputs, IReadOnlyList<TensorMapping> Outputs)
{
    public static ModelSignature Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new([.. graph.Inputs.Select(TensorMapping.Of)], [.. graph.Outputs.Select(TensorMapping.Of)]);
    }

    /// <summary>Inputs of the source as the variant takes them.</summary>
    public Tensor[] ToVariant(IReadOnlyList<Tensor> source) => [.. Inputs.Select((input, i) => input.ToVariant(source[i]))];

    /// <summary>Outputs of the variant as float values in the source's order.</summary>
    public float[][] ToSource(IReadOnlyList<Tensor> variant) => [.. Outputs.Select((output, i) => output.ToSource(variant[i]))];
}

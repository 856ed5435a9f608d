using Sartor.Convert.Pixels;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert;

/// <summary>The signature of a variant: its inputs and outputs in terms of its source.</summary>
public sealed record ModelSignature(IReadOnlyList<TensorMapping> Inputs, IReadOnlyList<TensorMapping> Outputs)
{
    public static ModelSignature Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new ModelSignature([.. graph.Inputs.Select(TensorMapping.Of)], [.. graph.Outputs.Select(TensorMapping.Of)]).Counting(graph);
    }

    /// <summary>The same with what counts of outputs that say how many of their rows do.</summary>
    internal ModelSignature Counting(ModelGraph graph) => this with
    {
        Outputs = [.. Outputs.Select((output, i) => output with { Counted = CountedRows.Of(graph.Outputs, graph.Outputs[i]) })],
    };

    /// <summary>The input that stands for whole pixels; null where none does.</summary>
    public PixelInput? Pixels => Inputs.FirstOrDefault(input => input.Pixels is not null)?.Pixels;

    /// <summary>The same with an input that stands for whole pixels.</summary>
    /// <param name="pixels">Which and how; null changes nothing.</param>
    public ModelSignature With(PixelInput? pixels) => pixels is null
        ? this
        : this with
        {
            Inputs =
            [
                .. Inputs.Select((input, i) => i != pixels.Index
                    ? input
                    : input with { Pixels = pixels, SourceShape = pixels.SourceShape }),
            ],
        };

    /// <summary>Inputs of the source as the variant takes them.</summary>
    public Tensor[] ToVariant(IReadOnlyList<Tensor> source) => [.. Inputs.Select((input, i) => input.ToVariant(source[i]))];

    /// <summary>Outputs of the variant as float values in the source's order.</summary>
    public float[][] ToSource(IReadOnlyList<Tensor> variant)
    {
        float[][] outputs = [.. Outputs.Select((output, i) => output.ToSource(variant[i]))];
        for (var i = 0; i < outputs.Length; i++)
        {
            if (Outputs[i].Counted is { } counted) counted.Clear(outputs[i], outputs[counted.Output][0]);
        }
        return outputs;
    }
}

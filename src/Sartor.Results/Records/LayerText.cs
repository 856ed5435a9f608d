using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>Makes the sentence of a <see cref="LayerComparison"/>; nothing else does.</summary>
internal static class LayerText
{
    private const int MostNodes = 4;

    public static string Of(LayerComparison layers)
    {
        var place = $"on {layers.Target}{(layers.Form is { } form ? $", as {form}" : "")}";
        if (layers.Problem is { } problem) return $"{place}: the tensors inside could not be compared: {problem}";
        var pairs = $"{layers.Pairs} of {layers.VariantTensors} tensors of the variant have a counterpart in the source";
        if (layers.First is not { } first)
        {
            return $"{place}: no node was found where the variant parts from the source "
                + $"({(layers.Pairs == 0 ? "no tensor of the variant has a counterpart in the source" : pairs)})";
        }
        var step = $"error ÷ spread is {Number(first.Before)} before it and {Number(first.Tensor.SpreadError)} behind it";
        return first.IsAtOnce
            ? $"{place}: the first node that parts is {Nodes(first.VariantNodes)}, in the source {Nodes(first.SourceNodes)}: "
                + $"{step} ({pairs})"
            : $"{place}: the error grows from node to node; the largest step is at {Nodes(first.VariantNodes)}, in the source "
                + $"{Nodes(first.SourceNodes)}: {step} ({pairs})";
    }

    private static string Number(double? value) => Quantity.Number(value, 2);

    // The last one gives the tensor.
    private static string Nodes(IReadOnlyList<NodeFacts> nodes) => nodes.Count switch
    {
        0 => "an input",
        <= MostNodes => string.Join(" → ", nodes),
        _ => $"{nodes[0]} → … {nodes.Count - 2} more … → {nodes[^1]}",
    };
}

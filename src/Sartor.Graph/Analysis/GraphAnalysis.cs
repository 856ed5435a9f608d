using System.Collections.Immutable;
using System.Globalization;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Analysis;

/// <summary>
/// A network in numbers. Only shapes are looked at, no weight is read.
/// </summary>
/// <param name="Parameters">Parameters (<see cref="ParameterConvention"/>), each constant once.</param>
/// <param name="Macs">Multiply-accumulate operations of one execution, of all layers whose shapes are known (<see
/// cref="Operator.Macs"/>).</param>
/// <param name="WeightBytes">Bytes of all constants that nodes read or that are outputs, each once.</param>
/// <param name="PeakActivationBytes">The most that is alive at once (<see cref="Liveness"/>); null where a shape is unknown.</param>
/// <param name="Layers">One entry a node, in the graph's order.</param>
/// <param name="OperatorCounts">Operators of the IR with how often each occurs, ordered by name.</param>
public sealed record GraphAnalysis(
    long Parameters,
    long Macs,
    long WeightBytes,
    long? PeakActivationBytes,
    ImmutableArray<LayerAnalysis> Layers,
    ImmutableSortedDictionary<string, int> OperatorCounts)
{
    /// <summary>Metadata that holds the MACs of the network that a file was converted from.</summary>
    public const string SourceMacsKey = "sartor.source.macs";

    /// <summary>Floating-point operations, 2 · MACs.</summary>
    public long Flops => checked(2 * Macs);

    /// <summary>Layers that Sartor does not understand.</summary>
    public IEnumerable<LayerAnalysis> OpaqueLayers => Layers.Where(l => l.OpaqueReason is not null);

    /// <summary>True when every shape is known and every operator understood, so that the numbers cover all of the network.</summary>
    public bool IsComplete => Layers.All(l => l.OpaqueReason is null && l.ActivationBytes is not null);

    /// <summary>Analyses a graph as it is.</summary>
    /// <exception cref="UnsupportedModelException">The network has more MACs or bytes than fit 63 bits.</exception>
    public static GraphAnalysis Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        try
        {
            return Count(graph);
        }
        catch (OverflowException e)
        {
            throw new UnsupportedModelException(
                graph.Name, null, "has more multiplications or bytes than fit 63 bits; its shapes are invalid", e);
        }
    }

    private static GraphAnalysis Count(ModelGraph graph)
    {
        var seen = new HashSet<Value>();
        var counted = new HashSet<Value>();
        var layers = WithoutScalings(graph, [.. graph.Nodes.Select(node => Layer(node, seen, counted))]);
        var rest = graph.Outputs.Where(v => v.Constant is not null && seen.Add(v)).Sum(v => v.Type.ByteCount!.Value);
        return new GraphAnalysis(
            layers.Aggregate(0L, (sum, l) => checked(sum + l.Parameters)),
            layers.Aggregate(0L, (sum, l) => checked(sum + (l.Macs ?? 0))),
            layers.Aggregate(rest, (sum, l) => checked(sum + l.WeightBytes)),
            Liveness.PeakBytes(graph),
            layers,
            layers.GroupBy(l => l.Operator).ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal));
    }

    // A factor for each channel has no MACs in the source, and becomes a depthwise convolution of 1×1 in a file, which has. What the file
    // says of its source decides which of both these layers are.
    private static ImmutableArray<LayerAnalysis> WithoutScalings(ModelGraph graph, ImmutableArray<LayerAnalysis> layers)
    {
        if (!long.TryParse(graph.Source.Metadata.GetValueOrDefault(SourceMacsKey), NumberStyles.None, CultureInfo.InvariantCulture, out
            var claimed))
        {
            return layers;
        }
        var all = layers.Aggregate(0L, (sum, l) => checked(sum + (l.Macs ?? 0)));
        var scalings = graph.Nodes.Select(IsScaling).ToArray();
        var without = layers.Select((l, i) => scalings[i] ? l with { Macs = 0 } : l).ToImmutableArray();
        return claimed < all && without.Aggregate(0L, (sum, l) => checked(sum + (l.Macs ?? 0))) == claimed ? without : layers;
    }

    private static bool IsScaling(Node node) => node.Operator is Convolution { Groups: > 1 } convolution
        && node.Input(0).Type.Shape is { } x && node.Output.Type.Shape is { } y && x == y
        && convolution.Groups == x[convolution.Layout.ChannelAxis(x.Rank)]
        && node.Input(1).Type.Shape?.ElementCount == convolution.Groups;

    private static LayerAnalysis Layer(Node node, HashSet<Value> seen, HashSet<Value> counted)
    {
        long parameters = 0, weightBytes = 0;
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i] is not { Constant: not null } constant) continue;
            if (seen.Add(constant)) weightBytes += constant.Type.ByteCount!.Value;
            if (ParameterConvention.Counts(new Use(node, i), constant) && counted.Add(constant))
                parameters += constant.Type.ElementCount!.Value;
        }
        var inputs = node.InputTypes;
        var outputs = node.OutputTypes;
        var known = inputs.All(t => t is null || t.Shape is not null) && outputs.All(t => t.Shape is not null);
        return new LayerAnalysis(
            node.Name, node.Operator.Name, [.. outputs], parameters, known ? node.Operator.Macs(inputs, outputs) : null, weightBytes,
            outputs.Any(t => t.ByteCount is null) ? null : outputs.Aggregate(0L, (sum, t) => checked(sum + t.ByteCount!.Value)),
            (node.Operator as OpaqueOperator)?.Reason);
    }
}

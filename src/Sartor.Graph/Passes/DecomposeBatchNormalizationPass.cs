using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// BatchNormalization(x; γ, β, μ, σ²) → x · s + t with s = γ / √(σ² + ε) and t = β − μ·s, computed in double precision (Ioffe and
/// Szegedy 2015, inference). <see cref="FoldAffinePass"/> then folds both into a convolution before it.
/// </summary>
public sealed class DecomposeBatchNormalizationPass : IGraphPass
{
    /// <summary>Whether only what a layer before it can take is taken apart; elsewhere it stays one operator.</summary>
    public bool IsOnlyBehindLayers { get; init; }

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not BatchNormalization op || node.Input(0).Type.Shape is not { } x) continue;
            if (Enumerable.Range(1, 4).Any(i => node.OptionalInput(i) is not { Constant: not null, Quantization: null })) continue;
            if (IsOnlyBehindLayers && !IsBehindLayer(graph, node)) continue;
            Decompose(graph, node, op, x);
            changed = true;
        }
        return changed;
    }

    private static bool IsBehindLayer(ModelGraph graph, Node node) => graph.HasOneUse(node.Input(0))
        && node.Input(0).Producer is
        {
            Operator: Convolution { Activation: Activation.None } or TransposeConvolution { Groups: 1, Activation: Activation.None }
                or FullyConnected { Activation: Activation.None }
        } layer
        && layer.Input(1) is { Constant.Element: var element, Quantization: null } && element.IsFloat()
        && layer.OptionalInput(2) is null or { Constant: not null, Quantization: null };

    private static void Decompose(ModelGraph graph, Node node, BatchNormalization op, Shape x)
    {
        double[] gamma = Constant(node, 1), beta = Constant(node, 2), mean = Constant(node, 3), variance = Constant(node, 4);
        var scale = new double[gamma.Length];
        var offset = new double[gamma.Length];
        for (var c = 0; c < gamma.Length; c++)
        {
            scale[c] = gamma[c] / Math.Sqrt(variance[c] + op.Epsilon);
            offset[c] = beta[c] - (mean[c] * scale[c]);
        }
        var extents = Enumerable.Repeat(1L, x.Rank).ToArray();
        extents[op.Layout.ChannelAxis(x.Rank)] = gamma.Length;
        var element = node.Output.Type.Element;
        Value Channels(double[] values, string name) =>
            ModelGraph.NewConstant($"{node.Name}/{name}", Tensor.Create(new Shape(extents), values).ConvertTo(element));
        var scaled = graph.Add(new Mul(), [node.Input(0), Channels(scale, "scale")], $"{node.Name}/scaled", before: node).Output;
        var result = graph.Add(new Add(), [scaled, Channels(offset, "offset")], node.Name, before: node).Output;
        result.Name = node.Output.Name;
        graph.ReplaceUses(node.Output, result);
        graph.Remove(node);
    }

    private static double[] Constant(Node node, int index) => node.Input(index).Constant!.ToDoubles();
}

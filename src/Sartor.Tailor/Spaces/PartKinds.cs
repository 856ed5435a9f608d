using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Tailor.Spaces;

/// <summary>What nodes between two values do, by their operators alone.</summary>
internal static class PartKinds
{
    public static PartKind Of(IReadOnlyList<Node> nodes, Value entry) => nodes.Count == 1 ? Of(nodes[0]) : OfSeveral(nodes, entry);

    /// <summary>The heads of nodes that are an attention.</summary>
    public static AttentionHeads HeadsOf(IReadOnlyList<Node> nodes)
    {
        // Scores are queries · keys, [… heads, tokens, channels] each; the second product is that with the values.
        var products = nodes.Where(IsProduct).ToArray();
        var (scores, mixed) = (products[0], products[^1]);
        var queries = scores.Input(0).Type.Shape!;
        var keyChannels = ((MatMul)scores.Operator).LeftTransposed ? queries[-2] : queries[-1];
        return new AttentionHeads(queries.Rank > 2 ? queries[-3] : 1, keyChannels, mixed.Output.Type.Shape![-1]);
    }

    private static PartKind OfSeveral(IReadOnlyList<Node> nodes, Value entry)
    {
        if (nodes.Any(node => node.Operator is Softmax) && nodes.Count(IsProduct) >= 2) return PartKind.Attention;
        var kinds = nodes.Select(Of).ToArray();
        var last = nodes[^1];
        if (kinds.All(kind => kind == PartKind.Movement)) return PartKind.Movement;
        if (nodes.Any(node => node.Operator is OpaqueOperator)) return PartKind.Other;
        var hasLayers = kinds.Any(kind => kind is PartKind.Convolution or PartKind.Linear);
        if (last.Operator is Mul && last.Inputs.Contains(entry) && hasLayers)
            return kinds.Contains(PartKind.Pooling) ? PartKind.Gate : PartKind.Other;
        if (hasLayers || nodes.Any(IsProduct)) return PartKind.Other;
        if (entry.Type.Shape != last.Output.Type.Shape) return PartKind.Other;
        return last.Operator is Mul && !kinds.Contains(PartKind.Pooling) ? PartKind.Activation
            : last.Operator is Sub or Div or Mul ? PartKind.Affine : PartKind.Other;
    }

    private static PartKind Of(Node node) => node.Operator switch
    {
        Convolution => PartKind.Convolution,
        FullyConnected => PartKind.Linear,
        Reduce or Pooling => PartKind.Pooling,
        BatchNormalization or LayerNormalization or InstanceNormalization => PartKind.Affine,
        ElementwiseBinary when node.Inputs.Any(input => input?.Constant is not null) => PartKind.Affine,
        Reshape or Transpose or Slice or Split or Concat or Pad or BroadcastTo or Tile or Gather or Cast or DepthToSpace
            or SpaceToDepth => PartKind.Movement,
        ElementwiseUnary or Clamp or PRelu or Gelu or Softmax => PartKind.Activation,
        _ => PartKind.Other,
    };

    /// <summary>A product of two values that move.</summary>
    public static bool IsProduct(Node node) => node.Operator is MatMul && node.Inputs.All(input => input?.Constant is null);
}

using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Operators;

/// <summary>Divides parts of a network into what an engine computes in one step.</summary>
/// <param name="rules">What the engine folds.</param>
internal sealed class KernelGroups(FusionRules rules)
{
    /// <summary>The nodes of each step, in the order of the graph.</summary>
    public IReadOnlyList<IReadOnlyList<Node>> Of(IReadOnlyList<Part> parts)
    {
        var groups = new List<IReadOnlyList<Node>>();
        Way(parts, groups);
        return groups;
    }

    private void Way(IReadOnlyList<Part> parts, List<IReadOnlyList<Node>> groups)
    {
        for (var i = 0; i < parts.Count;)
        {
            var part = parts[i++];
            if (part.Kind == PartKind.Residual)
            {
                Way(part.Branch, groups);
                Way(part.Shortcut, groups);
                List<Node> sum = [part.Nodes[^1]];
                if (i < parts.Count && IsFolded(parts[i])) sum.AddRange(parts[i++].Nodes);
                groups.Add(sum);
            }
            else if (part.HasWeights)
            {
                List<Node> layer = [.. part.Nodes];
                while (i < parts.Count && IsScale(parts[i])) layer.AddRange(parts[i++].Nodes);
                if (i < parts.Count && IsFolded(parts[i])) layer.AddRange(parts[i++].Nodes);
                groups.Add(layer);
            }
            else if (part.Kind == PartKind.Affine)
            {
                List<Node> affine = [.. part.Nodes];
                while (i < parts.Count && parts[i].Kind == PartKind.Affine) affine.AddRange(parts[i++].Nodes);
                groups.Add(affine);
            }
            else if (part.Kind is PartKind.Attention or PartKind.Gate or PartKind.Other)
            {
                Inside(part.Nodes, groups);
            }
            else groups.Add(part.Nodes);
        }
    }

    // Nodes that run side by side: each by itself, layers with what only they are read by.
    private void Inside(IReadOnlyList<Node> nodes, List<IReadOnlyList<Node>> groups)
    {
        var taken = new HashSet<Node>();
        foreach (var node in nodes)
        {
            if (!taken.Add(node)) continue;
            List<Node> group = [node];
            if (node.Operator is Convolution or FullyConnected)
            {
                for (var isOpen = true; isOpen && Follower(group[^1]) is { } next && nodes.Contains(next) && taken.Add(next);)
                {
                    group.Add(next);
                    isOpen = !rules.Folds(next.Operator);
                }
            }
            groups.Add(group);
        }
    }

    private Node? Follower(Node node) =>
        node.Output.Uses is [var only] && (IsScale(only.Node) || rules.Folds(only.Node.Operator)) ? only.Node : null;

    private bool IsFolded(Part part) => part is { Kind: PartKind.Activation, Nodes: [var only] } && rules.Folds(only.Operator);

    private static bool IsScale(Part part) => part is { Kind: PartKind.Affine, Nodes: [var only] } && IsScale(only);

    private static bool IsScale(Node node) => node.Operator is BatchNormalization
        || (node.Operator is Add or Sub or Mul or Div && node.Inputs.Any(input => input?.Constant is not null));
}

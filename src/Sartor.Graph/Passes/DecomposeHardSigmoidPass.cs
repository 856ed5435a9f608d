using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Passes;

/// <summary>
/// x · HardSigmoid(x; 1/6, 1/2) → HardSwish(x); any other HardSigmoid(x; α, β) → clamp(α·x + β, 0, 1).
/// </summary>
public sealed class DecomposeHardSigmoidPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not HardSigmoid op) continue;
            if (!FuseHardSwish(graph, node, op)) Decompose(graph, node, op);
            changed = true;
        }
        return changed;
    }

    private static bool FuseHardSwish(ModelGraph graph, Node node, HardSigmoid op)
    {
        if (Math.Abs(op.Alpha - (1.0 / 6)) > 1e-6 || op.Beta != 0.5f || !graph.HasOneUse(node.Output)) return false;
        var product = node.Output.Uses[0].Node;
        var x = node.Input(0);
        if (product.Operator is not Mul { Activation: Activation.None } || !product.Inputs.Contains(x)) return false;
        var result = graph.Add(new HardSwish(), [x], product.Name, before: product).Output;
        result.Name = product.Output.Name;
        graph.ReplaceUses(product.Output, result);
        graph.Remove(product);
        graph.Remove(node);
        return true;
    }

    private static void Decompose(ModelGraph graph, Node node, HardSigmoid op)
    {
        Value Constant(float value, string name) => ModelGraph.NewConstant(
            $"{node.Name}/{name}", Tensor.Scalar(value).ConvertTo(node.Output.Type.Element));
        var scaled = graph.Add(new Mul(), [node.Input(0), Constant(op.Alpha, "alpha")], $"{node.Name}/scaled", before: node).Output;
        var shifted = graph.Add(new Add(), [scaled, Constant(op.Beta, "beta")], $"{node.Name}/shifted", before: node).Output;
        var result = graph.Add(new Clamp(0, 1), [shifted], node.Name, before: node).Output;
        result.Name = node.Output.Name;
        graph.ReplaceUses(node.Output, result);
        graph.Remove(node);
    }
}

using Sartor.Graph.Ir;

namespace Sartor.Graph.Passes;

/// <summary>
/// f(constants) → constant, within what the network stores: 4 × its elements + 256 × its nodes + 8 Mi may be read and made, and
/// 16 × + 256 × + 128 Mi multiplications done. What is beyond stays a node and is computed at run time.
/// </summary>
public sealed class ConstantFoldingPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        var stored = graph.Constants.Sum(v => v.Constant!.Shape.ElementCount);
        var budget = new FoldingBudget((4 * stored) + (8 << 20), (16 * stored) + (128 << 20));
        budget.Give(FoldingBudget.PerNode * graph.Nodes.Count);
        foreach (var node in graph.Nodes.ToArray())
        {
            if (!ConstantFolding.IsConstant(node) || !budget.TryTake(node) || ConstantFolding.Evaluate(node) is not { } tensors) continue;
            for (var i = 0; i < node.Outputs.Count; i++)
                graph.ReplaceUses(node.Outputs[i], ModelGraph.NewConstant(node.Outputs[i].Name, tensors[i]));
            graph.Remove(node);
            changed = true;
        }
        return changed;
    }
}

using Sartor.Graph.Ir;

namespace Sartor.Graph.Passes;

/// <summary>f(constants) → constant, whatever its size.</summary>
public sealed class ConstantFoldingPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (ConstantFolding.Evaluate(node) is not { } tensors) continue;
            for (var i = 0; i < node.Outputs.Count; i++) graph.ReplaceUses(node.Outputs[i], ModelGraph.NewConstant(node.Outputs[i].Name, tensors[i]));
            graph.Remove(node);
            changed = true;
        }
        return changed;
    }
}

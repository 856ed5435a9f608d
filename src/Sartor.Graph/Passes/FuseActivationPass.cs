using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// conv → ReLU6 becomes conv[ReLU6], for every operator that can apply an activation to its own result. TFLite's concatenation has
/// the attribute, but no kernel that obeys it; its transposed convolution got one after 2.9.
/// </summary>
public sealed class FuseActivationPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not Clamp clamp || clamp.AsActivation() is not { } activation) continue;
            var input = node.Input(0);
            if (input.Producer is not { Operator: IFusedActivation { Activation: Activation.None } fusable } producer
                || !graph.HasOneUse(input))
            {
                continue;
            }
            if (producer.Operator is Concat or TransposeConvolution || input.Quantization != node.Output.Quantization) continue;
            producer.Operator = fusable.WithActivation(activation);
            input.Name = node.Output.Name;
            graph.ReplaceUses(node.Output, input);
            graph.Remove(node);
            changed = true;
        }
        return changed;
    }
}

using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Lowering;

/// <summary>
/// op[activation](x) → activation(op(x)) where the operators of a format apply none.
/// </summary>
/// <param name="format">Its name, for messages.</param>
/// <param name="isFused">Whether an operator of the format applies an activation.</param>
internal sealed class SeparateActivationsPass(string format, Func<Operator, Activation, bool> isFused) : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not IFusedActivation { Activation: not Activation.None } op
                || isFused(node.Operator, op.Activation)) continue;
            Operator? behind = op.Activation switch
            {
                Activation.Relu => Clamp.Relu,
                Activation.Relu6 => Clamp.Relu6,
                Activation.ReluN1To1 => new Clamp(-1, 1),
                Activation.Tanh => new Tanh(),
                _ => null,
            };
            if (behind is null)
                throw new UnsupportedModelException(
                    graph.Name, $"node '{node.Name}' ({node.Operator.Name})", $"{format} has nothing for the activation {op.Activation}");
            var output = node.Output;
            node.Operator = op.WithActivation(Activation.None);
            var activation = graph.Add(behind, [output], output.Name, before: graph.NodeAfter(node));
            graph.ReplaceUses(output, activation.Output);
            activation.SetInput(0, output);
            output.Name = $"{output.Name}/linear";
            changed = true;
        }
        return changed;
    }
}

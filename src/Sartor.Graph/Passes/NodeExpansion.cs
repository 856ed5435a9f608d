using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>Writes simpler nodes in front of one node, which they then replace. Their names begin with its name.</summary>
/// <param name="graph">The graph of the node.</param>
/// <param name="node">The node; its first output is replaced.</param>
internal sealed class NodeExpansion(ModelGraph graph, Node node)
{
    /// <summary>The first input.</summary>
    public Value X => node.Input(0);

    /// <summary>An input, or null where it is left out.</summary>
    public Value? Input(int index) => node.OptionalInput(index);

    /// <summary>A scalar constant of the element type of <see cref="X"/>.</summary>
    public Value Number(double value) => Constant(Tensor.Scalar(value).ConvertTo(X.Type.Element));

    public Value Constant(Tensor tensor) => ModelGraph.NewConstant($"{node.Name}/constant", tensor);

    /// <summary>Adds a step.</summary>
    public Value Add(Operator op, params ReadOnlySpan<Value?> inputs) =>
        graph.Add(op, inputs.ToArray(), $"{node.Name}/{op.Name}", before: node).Output;

    /// <summary>
    /// Adds a step of a formula that 8 bits would spoil, because its terms cancel or differ by orders of magnitude: it stays in float32
    /// (<see cref="Node.NeedsFloat"/>).
    /// </summary>
    public Value AddFloat(Operator op, params ReadOnlySpan<Value?> inputs)
    {
        var value = Add(op, inputs);
        value.Producer!.NeedsFloat = true;
        return value;
    }

    /// <summary>The value in another shape of as many elements; a constant stays one.</summary>
    public Value Reshaped(Value value, Shape shape) => value.Type.Shape == shape ? value
        : value.Constant is { } tensor ? ModelGraph.NewConstant(value.Name, tensor.Reshape(shape))
        : Add(new Reshape(shape.Extents.ToEquatableArray()), value);

    /// <summary>The result takes the name and the readers of the node's output, and the node goes.</summary>
    public void Finish(Value result)
    {
        ArgumentNullException.ThrowIfNull(result);
        result.Name = node.Output.Name;
        graph.ReplaceUses(node.Output, result);
        graph.Remove(node);
    }

    /// <summary>Replaces each node for which a rule gives a result.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rule">Adds steps and gives the last, or null before any step for a node that stays. The last step is new.</param>
    /// <returns>True when any node was replaced.</returns>
    public static bool Run(ModelGraph graph, Func<Node, NodeExpansion, Value?> rule)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            var expansion = new NodeExpansion(graph, node);
            if (rule(node, expansion) is not { } result) continue;
            expansion.Finish(result);
            changed = true;
        }
        return changed;
    }
}

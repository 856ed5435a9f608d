using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// GatherElements(x, i) along an axis → Gather of all elements of x in a row at (i mod extent) · stride + what the other coordinates of
/// the result add. Constant indices are computed here. Not quantised.
/// </summary>
public sealed class FlatGatherPass : IGraphPass
{
    // Places that get a constant of their own; more are refused by name.
    private const long MostPlaces = 1 << 22;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not GatherElements { Axis: var axis } || node.Input(1) is not { Type.Shape: { } result } indices
                || node.Input(0) is not { Type.Shape: { } data, Quantization: null } || !indices.Type.Element.IsInteger()
                || result.ElementCount is 0 or > MostPlaces || data.ElementCount is 0 or > int.MaxValue)
            {
                continue;
            }
            Flatten(graph, node, axis, data, indices, result);
            changed = true;
        }
        return changed;
    }

    private static void Flatten(ModelGraph graph, Node node, int axis, Shape data, Value indices, Shape result)
    {
        var strides = data.Strides();
        var others = GatherElements.Others(result, strides, axis);
        Value flat;
        if (indices.Constant is { } constant)
        {
            var given = constant.ToInt64s();
            for (var i = 0; i < others.Length; i++)
                others[i] += (((given[i] % data[axis]) + data[axis]) % data[axis]) * strides[axis];
            flat = ModelGraph.NewConstant($"{node.Name}/places", Tensor.Create(result, others).ConvertTo(indices.Type.Element));
        }
        else
        {
            Value Number(string name, long value) => ModelGraph.NewConstant(
                $"{node.Name}/{name}",
                Tensor.Create(new Shape([.. result.Extents.Select(_ => 1L)]), [value]).ConvertTo(indices.Type.Element));
            flat = graph.Add(
                new Modulo(Truncated: false), [indices, Number("extent", data[axis])], $"{node.Name}/indices", before: node).Output;
            if (strides[axis] != 1)
                flat = graph.Add(new Mul(), [flat, Number("stride", strides[axis])], $"{node.Name}/steps", before: node).Output;
            if (others.Any(o => o != 0))
            {
                var offsets = ModelGraph.NewConstant(
                    $"{node.Name}/others", Tensor.Create(result, others).ConvertTo(indices.Type.Element));
                flat = graph.Add(new Add(), [flat, offsets], $"{node.Name}/places", before: node).Output;
            }
        }
        var row = graph.Add(new Reshape([data.ElementCount]), [node.Input(0)], $"{node.Name}/row", before: node).Output;
        var gathered = graph.Add(new Gather(0), [row, flat], node.Name, before: node).Output;
        gathered.Name = node.Output.Name;
        graph.ReplaceUses(node.Output, gathered);
        graph.Remove(node);
    }
}

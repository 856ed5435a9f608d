using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// Gives every operand of a broadcasting operator the rank of the result: [C,1,1] beside [N,C,H,W] becomes [1,C,1,1]. Permutations
/// can pass only then.
/// </summary>
public sealed class AlignRanksPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not ElementwiseBinary || node.Output.Type.Shape is not { } shape) continue;
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                var input = node.Input(i);
                if (input.Type.Shape is not { } given || given.Rank == shape.Rank) continue;
                Align(graph, new Use(node, i), given, shape.Rank);
                changed = true;
            }
        }
        return changed;
    }

    private static void Align(ModelGraph graph, Use use, Shape given, int rank)
    {
        var aligned = new Shape([.. Enumerable.Repeat(1L, rank - given.Rank), .. given.Extents]);
        var input = use.Node.Input(use.Index);
        var quantization = input.Quantization is { IsPerAxis: true } perAxis
            ? perAxis with { Axis = perAxis.Axis + rank - given.Rank }
            : input.Quantization;
        if (input.Constant is { } tensor)
            use.Node.SetInput(use.Index, ModelGraph.NewConstant(input.Name, tensor.Reshape(aligned), quantization));
        else graph.InsertBefore(
            use, new Reshape(aligned.Extents.ToEquatableArray()), $"{use.Node.Name}/rank").Output.Quantization = quantization;
    }
}

using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Lowering;

/// <summary>
/// Gives inputs and outputs the layout of the source back: what the lowering left to the caller
/// (<see cref="Value.BoundaryPermutation"/>) is a transpose in the graph again.
/// </summary>
internal static class SourceLayout
{
    /// <summary>Does it.</summary>
    /// <param name="graph">A lowered graph; it is changed.</param>
    public static void Restore(ModelGraph graph)
    {
        for (var i = 0; i < graph.Inputs.Count; i++) RestoreInput(graph, i);
        for (var i = 0; i < graph.Outputs.Count; i++) RestoreOutput(graph, i);
        // A transpose of a gray image moves nothing.
        new TransposesToReshapesPass().Run(graph);
        new UniqueNamesPass().Run(graph);
    }

    private static void RestoreInput(ModelGraph graph, int index)
    {
        var input = graph.Inputs[index];
        if (input.BoundaryPermutation is not { } permutation || input.Uses.Count == 0) return;
        var fed = graph.ReplaceInput(index, input.Type with { Shape = permutation.Inverse().Apply(input.Type.Shape!) });
        fed.Quantization = input.Quantization;
        var node = graph.Add(new Transpose(permutation), [fed], $"{fed.Name}/layout", before: graph.Nodes[0]);
        node.Output.Quantization = input.Quantization;
        graph.ReplaceUses(fed, node.Output);
        node.SetInput(0, fed);
    }

    private static void RestoreOutput(ModelGraph graph, int index)
    {
        var output = graph.Outputs[index];
        if (output.BoundaryPermutation is not { } permutation || output.Producer is null) return;
        var given = graph.Add(new Transpose(permutation.Inverse()), [output], output.Name).Output;
        given.Quantization = output.Quantization;
        output.Name = $"{output.Name}/layout";
        for (var i = 0; i < graph.Outputs.Count; i++)
        {
            if (graph.Outputs[i] == output) graph.Outputs[i] = given;
        }
        output.BoundaryPermutation = null;
    }
}

using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>Weights that a file stores as integers, and that are floats as soon as it is loaded.</summary>
public static class StoredWeights
{
    /// <summary>Makes floats of them.</summary>
    /// <param name="graph">Of a file; it is changed.</param>
    public static void Expand(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        foreach (var node in graph.Nodes.Where(n => n.Operator is Dequantize).ToArray())
        {
            if (node.Input(0) is not { Constant: { } integers, Quantization: { } q } || !integers.Element.IsInteger()) continue;
            var floats = Tensor.Create(integers.Shape, AffineQuantization.Dequantize(integers, q));
            graph.ReplaceUses(node.Output, ModelGraph.NewConstant(node.Output.Name, floats));
            graph.Remove(node);
        }
    }
}

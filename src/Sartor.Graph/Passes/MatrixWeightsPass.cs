using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;

namespace Sartor.Graph.Passes;

/// <summary>
/// Brings constant weights [O,K] of a layer over more than two axes into [K,O]: ONNX computes it as a matrix product, which has no
/// attribute for a transposed operand.
/// </summary>
public sealed class MatrixWeightsPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is not FullyConnected { Weights: WeightLayout.OutputInput } op) continue;
            if (node.Input(0).Type.Shape?.Rank == 2) continue;
            if (node.Input(1) is not { Constant: { } weights, Quantization: null } value) continue;
            node.Operator = op with { Weights = WeightLayout.InputOutput };
            node.SetInput(1, ModelGraph.NewConstant(value.Name, TensorTranspose.Apply(weights, new Permutation([1, 0]))));
            changed = true;
        }
        return changed;
    }
}

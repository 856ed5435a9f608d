using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Products;

namespace Sartor.Graph.Passes;

/// <summary>
/// x · W + b with weights [K,O] that are computed or an input → MatMul(x, W) + b: only constant weights can be transposed beforehand to
/// what a fully connected layer takes (<see cref="FullyConnectedLayoutPass"/>).
/// </summary>
public sealed class ComputedWeightsPass : IGraphPass
{
    public bool Run(ModelGraph graph) => NodeExpansion.Run(graph, Expand);

    private static Value? Expand(Node node, NodeExpansion to)
    {
        if (node.Operator is not FullyConnected { Weights: WeightLayout.InputOutput, Activation: Activation.None }) return null;
        if (node.Input(1).Constant is not null || node.Input(0).Type.Shape is not { Rank: > 1 }) return null;
        var product = to.Add(new MatMul(), to.X, to.Input(1));
        return to.Input(2) is { } bias ? to.Add(new Add(), product, bias) : product;
    }
}

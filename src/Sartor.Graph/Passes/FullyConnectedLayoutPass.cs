using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Layouts;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// Brings the weights of fully connected layers into [O,K], as TFLite takes them; a transposition that a reshape hides before the
/// layer moves into the weights: FC(reshape(T(x)), W) = FC(reshape(x), W with its K axis permuted).
/// </summary>
public sealed class FullyConnectedLayoutPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (!HiddenTransposes.IsFullyConnected(node)) continue;
            if (node.Operator is FullyConnected { Weights: WeightLayout.InputOutput } op
                && node.Input(1) is { Constant: { } weights } value)
            {
                node.Operator = op with { Weights = WeightLayout.OutputInput };
                node.SetInput(1, ModelGraph.NewConstant(value.Name, TensorTranspose.Apply(weights, new Permutation([1, 0]))));
                changed = true;
            }
            changed |= AbsorbTranspose(graph, node);
        }
        return changed;
    }

    private static bool AbsorbTranspose(ModelGraph graph, Node node)
    {
        if (node.Input(0).Producer is not { } reshape || !HiddenTransposes.AreBefore(graph, reshape)) return false;
        if (reshape.Input(0) is not { Producer: { Operator: Transpose transpose } moved } image || !graph.HasOneUse(image)) return false;
        if (transpose.Permutation.Axes[0] != 0) return false;
        var weights = node.Input(1).Constant!;
        var inner = image.Type.Shape!.Extents.Skip(1).ToArray();
        var back = new Permutation([0, .. transpose.Permutation.Inverse().Axes.Items.Skip(1)]);
        var permuted = TensorTranspose.Apply(weights.Reshape(new Shape([weights.Shape[0], .. inner])), back);
        node.SetInput(1, ModelGraph.NewConstant(node.Input(1).Name, permuted.Reshape(weights.Shape)));
        reshape.SetInput(0, moved.Input(0));
        graph.RemoveUnused();
        return true;
    }
}

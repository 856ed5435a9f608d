using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Layouts;

/// <summary>
/// Transposes that weights absorb: FC(reshape(T(x)), W) = FC(reshape(x), W with its K axis permuted), for a T that leaves the first
/// axis alone.
/// </summary>
internal static class HiddenTransposes
{
    /// <summary>True for a reshape [N, …] → [N, K] that only a fully connected layer with constant weights reads.</summary>
    public static bool AreBefore(ModelGraph graph, Node node)
    {
        if (node.Operator is not Reshape || node.Output.Type.Shape is not { Rank: 2 } rows
            || node.Input(0).Type.Shape is not { Rank: > 0 } shape)
        {
            return false;
        }
        return rows[0] == shape[0] && graph.HasOneUse(node.Output) && node.Output.Uses[0] is { Index: 0 } use && IsFullyConnected(use.Node);
    }

    /// <summary>True for a fully connected layer whose weights can be rewritten.</summary>
    public static bool IsFullyConnected(Node node) =>
        node.Operator is FullyConnected && node.Input(1) is { Constant: not null, Quantization: null };
}

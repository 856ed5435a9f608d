using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>Types of a node's inputs (null where left out) and outputs.</summary>
public sealed record NodeTypes(IReadOnlyList<TensorType?> Inputs, IReadOnlyList<TensorType> Outputs)
{
    public static NodeTypes Of(Node node) => new(node.InputTypes, node.OutputTypes);

    /// <summary>Rank of an input.</summary>
    public int InputRank(int index) => Inputs[index]!.Shape!.Rank;

    /// <summary>The first output's shape.</summary>
    public Shape OutputShape => Outputs[0].Shape!;
}

using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Tailor.SubNets;

/// <summary>A node of the network as it is in a SubNet.</summary>
/// <param name="Operator">What it computes there.</param>
/// <param name="Outputs">What is left of each output, by axis; null for a spatial axis, whose extent follows from the operator.</param>
internal sealed record CutNode(Operator Operator, params IReadOnlyList<AxisCut?[]> Outputs)
{
    /// <summary>What is left of inputs that are constants, by their number; others remain whole.</summary>
    public IReadOnlyDictionary<int, AxisCut[]> Constants { get; init; } = new Dictionary<int, AxisCut[]>();
}

/// <summary>A node of the network, what of its inputs a SubNet has, and what was planned for it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Inputs">What is left of each input, by axis; empty for one that is left out, whole for constants.</param>
/// <param name="Plan">What its layer is to have; null for a node that only follows.</param>
internal sealed record NodeCut(Node Node, AxisCut[][] Inputs, LayerPlan? Plan)
{
    /// <summary>The network's shape of an input.</summary>
    public Shape Shape(int input) => Node.Input(input).Type.Shape!;

    public Shape OutputShape => Node.Output.Type.Shape!;

    public bool IsConstant(int input) => Node.OptionalInput(input)?.Constant is not null;

    public bool Has(int input) => Node.OptionalInput(input) is not null;

    /// <summary>The SubNet's extents of an input.</summary>
    public long[] Extents(int input) => Extents(Inputs[input]);

    public static long[] Extents(AxisCut[] cuts) => [.. cuts.Select(cut => cut.Extent)];

    public static AxisCut[] Whole(Shape shape) => [.. shape.Extents.Select(AxisCut.Whole)];

    /// <summary>The node cannot be part of such a SubNet.</summary>
    /// <param name="problem">A clause that begins with a verb.</param>
    public UnsupportedModelException Refuse(string problem)
    {
        var origin = NodeOrigin.Of(Node);
        return new UnsupportedModelException(
            "SubNet", $"node '{origin.Name}' ({origin.Operator})", $"{problem}; take what makes it so out of the space, or export the "
            + "network in another way");
    }
}

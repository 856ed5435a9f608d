using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Layouts;

/// <summary>
/// A node that is not a transpose, with its inputs read through permutations. An input of the graph is one too, without a
/// <see cref="Node"/> and inputs: its operator is the transpose that the caller carries out.
/// </summary>
internal sealed class LayoutNode(Node? node, Operator op, int position)
{
    /// <summary>The graph's node; null for an input of the graph.</summary>
    public Node? Node { get; } = node;

    public Operator Operator { get; private set; } = op;

    /// <summary>Place in the order of all layout nodes.</summary>
    public int Position { get; } = position;

    /// <summary>True when its axes cannot be permuted.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Where the format has the channels; only channels last asks for more than that.</summary>
    public ChannelLayout Layout { get; init; } = ChannelLayout.ChannelsLast;

    /// <summary>Null where an optional input is left out.</summary>
    public LayoutSlot?[] Inputs { get; set; } = [];

    public LayoutSource[] Outputs { get; set; } = [];

    /// <summary><see cref="Operator.PermuteThrough"/> for a form that the format takes; else null.</summary>
    public AxisPropagation? PermuteThrough(Permutation permutation, int input)
    {
        if (IsFixed) return null;
        var types = Types();
        return Allowed(Operator.PermuteThrough(permutation, input, types), types);
    }

    /// <summary><see cref="Operator.PermuteBack"/>, from any output, for a form that the format takes; else null.</summary>
    public AxisPropagation? PermuteBack(Permutation permutation, int output)
    {
        if (IsFixed) return null;
        if (Node is null) return new AxisPropagation(new Transpose(((Transpose)Operator).Permutation.Then(permutation)), [], [permutation]);
        var types = Types();
        if (output > 0 && types.Outputs[0].Shape!.Rank != permutation.Rank) return null;
        return Allowed(Operator.PermuteBack(permutation, types), types) is { } propagation && propagation.Outputs[output] == permutation
            ? propagation
            : null;
    }

    /// <summary>Computes in the permuted form from now on.</summary>
    public void Apply(AxisPropagation propagation)
    {
        Operator = propagation.Operator;
        for (var i = 0; i < Inputs.Length; i++)
        {
            if (Inputs[i] is { } slot && propagation.Inputs[i] is { } p) slot.Path = slot.Path.Then(p);
        }
        for (var i = 0; i < Outputs.Length; i++)
        {
            if (propagation.Outputs[i] is { IsIdentity: false } p) Outputs[i].Permute(p);
        }
    }

    private NodeTypes Types() => new([.. Inputs.Select(s => s?.Type)], [.. Outputs.Select(o => o.Type)]);

    // What has the form that the format takes keeps it: the transpose before it is the one that is needed.
    private AxisPropagation? Allowed(AxisPropagation? propagation, NodeTypes types)
    {
        if (propagation is not { Operator: IAxisPlacement op }) return propagation;
        if (Layout == ChannelLayout.ChannelsFirst) return op is IChannelLayout other && other.Layout != Layout ? null : propagation;
        var x = types.Inputs[0]!.Shape!;
        return op.IsPlaced(propagation.Inputs[0]?.Apply(x) ?? x) ? propagation : null;
    }
}

using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>The usual results of <see cref="Operator.PermuteThrough"/>.</summary>
internal static class AxisPropagations
{
    /// <summary>Only the first input is permuted, and the first output with it.</summary>
    public static AxisPropagation FirstInput(Operator op, Permutation permutation, NodeTypes types, Permutation? output = null)
    {
        var inputs = new Permutation?[types.Inputs.Count];
        inputs[0] = permutation;
        return new AxisPropagation(op, inputs, [output ?? permutation]);
    }

    /// <summary>All inputs and all outputs are permuted alike; they must have the same rank.</summary>
    public static AxisPropagation All(Operator op, Permutation permutation, NodeTypes types) => new(
        op, [.. types.Inputs.Select(t => t is null ? null : permutation)], [.. types.Outputs.Select(_ => permutation)]);

    /// <summary>
    /// The permutation of the axes that stay when others are removed from the permuted operand.
    /// </summary>
    /// <param name="permutation">Of the operand.</param>
    /// <param name="removed">Axes of the operand before the permutation.</param>
    public static Permutation Without(this Permutation permutation, IReadOnlyCollection<int> removed)
    {
        var kept = Enumerable.Range(0, permutation.Rank).Where(axis => !removed.Contains(axis)).ToList();
        return new Permutation(
            Core.EquatableArray.ToEquatableArray(
                permutation.Axes.Items.Where(axis => !removed.Contains(axis)).Select(axis => kept.IndexOf(axis))));
    }
}

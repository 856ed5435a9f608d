using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>
/// A permutation of axes, as in NumPy's <c>transpose</c>: axis <c>i</c> of the result is axis <c>Axes[i]</c> of the operand.
/// </summary>
/// <param name="Axes">Each of 0 … rank−1 once.</param>
public sealed record Permutation(EquatableArray<int> Axes)
{
    /// <summary>[N,C,H,W] → [N,H,W,C].</summary>
    public static readonly Permutation ToChannelsLast = new([0, 2, 3, 1]);

    /// <summary>[N,H,W,C] → [N,C,H,W].</summary>
    public static readonly Permutation ToChannelsFirst = new([0, 3, 1, 2]);

    public int Rank => Axes.Count;

    public bool IsIdentity => Axes.Items.Select((axis, i) => axis == i).All(same => same);

    /// <summary>True when the axes are 0 … rank−1 in some order.</summary>
    public bool IsValid => Axes.Items.Order().SequenceEqual(Enumerable.Range(0, Rank));

    /// <summary>The permutation that undoes this one.</summary>
    public Permutation Inverse()
    {
        var inverse = new int[Rank];
        for (var i = 0; i < Rank; i++) inverse[Axes[i]] = i;
        return new Permutation(inverse.ToEquatableArray());
    }

    /// <summary>This permutation followed by <paramref name="next"/>.</summary>
    public Permutation Then(Permutation next) => new(next.Axes.Items.Select(axis => Axes[axis]).ToEquatableArray());

    /// <summary>Where axis <paramref name="axis"/> of the operand is in the result.</summary>
    public int NewAxis(int axis) => Axes.Items.IndexOf(axis < 0 ? axis + Rank : axis);

    /// <summary>The permuted extents.</summary>
    public Shape Apply(Shape shape) => new([.. Axes.Items.Select(axis => shape[axis])]);

    /// <summary>A list with one entry an axis (pads, strides, …), permuted.</summary>
    public EquatableArray<T> Apply<T>(EquatableArray<T> perAxis) => Axes.Items.Select(axis => perAxis[axis]).ToEquatableArray();

    public static Permutation Identity(int rank) => new(Enumerable.Range(0, rank).ToEquatableArray());

    /// <summary>
    /// True when no element changes its place in memory: only axes of extent 1 move.
    /// </summary>
    public bool KeepsOrder(Shape shape) =>
        Axes.Items.Where(axis => shape[axis] != 1).ToArray() is var moved && moved.SequenceEqual(moved.Order());

    public override string ToString() => Axes.ToString();
}

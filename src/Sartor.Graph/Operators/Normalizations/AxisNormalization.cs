using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>A function of all elements along one axis that keeps the shape, and that TFLite has along the last axis only.</summary>
/// <param name="Axis">0 … rank−1.</param>
public abstract record AxisNormalization(int Axis) : AxisFunction(Axis), IAxisPlacement
{
    public bool IsPlaced(Shape x) => Axis == x?.Rank - 1;

    public Permutation? Wanted(Shape x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return IsPlaced(x) ? null : new Permutation([.. Enumerable.Range(0, x.Rank).Where(i => i != Axis), Axis]);
    }
}

using Sartor.Core;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>A function of all elements along one axis that keeps the shape, and that TFLite has along the last axis only.</summary>
/// <param name="Axis">0 … rank−1.</param>
public abstract record AxisNormalization(int Axis) : AxisFunction(Axis), IAxisPlacement
{
    public bool IsChannelsLast(Shape x) => Axis == x?.Rank - 1;
}

using Sartor.Core;
using Sartor.Graph.Operators.Resampling;

namespace Sartor.Formats.CoreMl;

/// <summary>Which resizing Core ML does.</summary>
public static class CoreMlResizing
{
    /// <summary>Whether an operation of MIL does this; the pass that puts others in simpler terms leaves it alone.</summary>
    /// <param name="op">What is to be done.</param>
    /// <param name="x">Shape of the input.</param>
    public static bool Expresses(Resize op, Shape x)
    {
        if (x.Rank is not (3 or 4 or 5) || op.Extents.Items.Take(x.Rank - 2).Where((e, i) => e != x[i]).Any()) return false;
        return op.Mode switch
        {
            ResizeMode.Nearest => Spatial(x).All(i => IsRepeated(op, i, x[i])),
            ResizeMode.Linear => Sampling(op, x) is not null,
            _ => false,
        };
    }

    private static IEnumerable<int> Spatial(Shape x) => [x.Rank - 2, x.Rank - 1];

    // Each element as often as the next one: whichever rule says what is nearest.
    private static bool IsRepeated(Resize op, int axis, long input)
    {
        var result = op.Extents[axis];
        return result % input == 0 && op.Scales[axis] == result / input && op.Coordinates switch
        {
            ResizeCoordinates.Asymmetric => op.Rounding is ResizeRounding.Floor or ResizeRounding.CeilingWhereSmaller,
            ResizeCoordinates.HalfPixel or ResizeCoordinates.PyTorchHalfPixel =>
                op.Rounding is ResizeRounding.HalfDown or ResizeRounding.HalfUp,
            ResizeCoordinates.HalfPixelForNearest => op.Rounding == ResizeRounding.Floor,
            _ => result == input,
        };
    }

    /// <summary>What MIL calls a linear interpolation; null where it has none like it.</summary>
    internal static string? Sampling(Resize op, Shape x)
    {
        var axes = Spatial(x).Where(i => op.Extents[i] != x[i]).ToArray();
        bool IsRatio(int i) => MathF.Abs(op.Scales[i] - ((float)op.Extents[i] / x[i])) <= 1e-6f * op.Scales[i];
        return op.Coordinates switch
        {
            ResizeCoordinates.AlignCorners => "STRICT_ALIGN_CORNERS",
            ResizeCoordinates.HalfPixel when axes.All(IsRatio) => "UNALIGN_CORNERS",
            ResizeCoordinates.PyTorchHalfPixel when axes.All(i => IsRatio(i) && op.Extents[i] > 1) => "UNALIGN_CORNERS",
            ResizeCoordinates.Asymmetric when axes.All(i => IsRatio(i) && op.Extents[i] > 1) => "DEFAULT",
            _ => null,
        };
    }
}

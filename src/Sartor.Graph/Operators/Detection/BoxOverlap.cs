namespace Sartor.Graph.Operators.Detection;

/// <summary>Intersection over union of two boxes, each two opposite corners, in float32 as runtimes compute it.</summary>
internal static class BoxOverlap
{
    /// <summary>0 where they share nothing, or one has no area.</summary>
    public static float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float common = 1, first = 1, second = 1;
        for (var axis = 0; axis < 2; axis++)
        {
            var (low, high) = (MathF.Min(a[axis], a[axis + 2]), MathF.Max(a[axis], a[axis + 2]));
            var (otherLow, otherHigh) = (MathF.Min(b[axis], b[axis + 2]), MathF.Max(b[axis], b[axis + 2]));
            common *= MathF.Max(0, MathF.Min(high, otherHigh) - MathF.Max(low, otherLow));
            first *= high - low;
            second *= otherHigh - otherLow;
        }
        return first <= 0 || second <= 0 || common <= 0 ? 0 : common / (first + second - common);
    }
}

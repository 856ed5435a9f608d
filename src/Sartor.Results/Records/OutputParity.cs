namespace Sartor.Results.Records;

/// <summary>Numeric differences of one output on one set of inputs.</summary>
public sealed record OutputParity
{
    /// <summary>Name, as the source has it.</summary>
    public required string Name { get; init; }

    /// <summary>Largest absolute difference of one element, in units of the output; null when the variant is not finite.</summary>
    public required double? MaxAbsError { get; init; }

    /// <summary>
    /// Root mean square error divided by <see cref="Spread"/>; null where the source does not vary, or the variant is not finite.
    /// </summary>
    public required double? SpreadError { get; init; }

    /// <summary>
    /// How much the source's values vary: root of the mean over the elements of the variance over the samples, in units of the output.
    /// </summary>
    public required double Spread { get; init; }

    /// <summary>Largest magnitude of the source's values, in units of the output.</summary>
    public required double Magnitude { get; init; }

    /// <summary>Share of the elements that differ, 0 to 1; null of float values.</summary>
    public double? Unequal { get; init; }

    /// <summary>Share of the elements that are NaN in the source, 0 to 1: they were not compared.</summary>
    public double Undefined { get; init; }

    /// <summary>
    /// Share of the slices along the axes that the source does not vary, 0 to 1: whatever the variant computes there was seen for one
    /// value only.
    /// </summary>
    public required double NotVaried { get; init; }

    /// <summary>The slice with the largest <see cref="SpreadError"/>; null where there is none.</summary>
    public SliceParity? Worst { get; init; }
}

/// <summary>The elements of an output that share an index along an axis.</summary>
/// <param name="Axis">Of the source's output.</param>
/// <param name="Index">Along the axis.</param>
/// <param name="SpreadError">Root mean square error divided by the spread of these elements.</param>
public sealed record SliceParity(int Axis, int Index, double SpreadError);

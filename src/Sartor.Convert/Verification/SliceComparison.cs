namespace Sartor.Convert.Verification;

/// <summary>
/// How far a part of one output lies from the source's: the elements with one index along one axis, over all samples. All numbers are in
/// the unit of the output.
/// </summary>
/// <param name="Axis">Axis of the source's output; −1 for the whole output.</param>
/// <param name="Index">Index along that axis; 0 for the whole output.</param>
public readonly record struct SliceComparison(int Axis, int Index)
{
    /// <summary>Largest |a − b|; a is the source, b the variant.</summary>
    public required double MaxError { get; init; }

    /// <summary>Root of the mean of (a − b)².</summary>
    public required double RmsError { get; init; }

    /// <summary>Largest |a|.</summary>
    public required double Magnitude { get; init; }

    /// <summary>
    /// Root of the mean over the elements of the variance of a over the samples; over the elements of a single sample. This is what the
    /// source says with these elements: a constant says nothing.
    /// </summary>
    public required double Spread { get; init; }

    /// <summary>Whether the variant gives the same for every sample, element by element; false of a single sample.</summary>
    public required bool IsVariantConstant { get; init; }

    /// <summary><see cref="OutputScale"/> of the elements; 0 where it is unknown.</summary>
    public double Scale { get; init; }
}

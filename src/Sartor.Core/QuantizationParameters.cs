namespace Sartor.Core;

/// <summary>
/// Affine quantisation: <c>value = (q − ZeroPoint) · Scale</c> (TFLite 8-bit quantisation specification).
/// </summary>
/// <param name="Scales">One positive scale a tensor, or one for each index of <paramref name="Axis"/>.</param>
/// <param name="ZeroPoints">As many as scales.</param>
/// <param name="Axis">The axis that the scales run along; meaningless for a single scale.</param>
public sealed record QuantizationParameters(EquatableArray<float> Scales, EquatableArray<long> ZeroPoints, int Axis = 0)
{
    /// <summary>One scale for the whole tensor.</summary>
    public static QuantizationParameters PerTensor(float scale, long zeroPoint) => new([scale], [zeroPoint]);

    /// <summary>True where each index along <see cref="Axis"/> has a scale of its own.</summary>
    public bool IsPerAxis => Scales.Count > 1;
}

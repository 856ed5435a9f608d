namespace Sartor.Convert.Verification;

/// <summary>Samples of one kind with what the source gave for them.</summary>
/// <param name="Name"><c>held-out</c>, <c>calibration</c> or <c>random</c>.</param>
/// <param name="Samples">Read anew at each enumeration.</param>
public sealed record ReferenceSet(string Name, IEnumerable<ReferenceOutputs> Samples)
{
    /// <summary>Held-out samples, which decide.</summary>
    public const string HeldOut = "held-out";

    /// <summary>
    /// Samples that set the ranges of the variant. Their differences are reported and decide nothing for a quantized variant.
    /// </summary>
    public const string Calibration = "calibration";

    /// <summary>Seeded random inputs.</summary>
    public const string Random = "random";
}

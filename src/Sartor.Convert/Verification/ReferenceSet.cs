namespace Sartor.Convert.Verification;

/// <summary>Samples of one kind with what the source gave for them.</summary>
/// <param name="Name"><c>held-out</c>, <c>calibration</c>, <c>random</c> or <c>wide</c>.</param>
/// <param name="Samples">Runs of one sample, or of a batch, all of one size. Read anew at each enumeration.</param>
public sealed record ReferenceSet(string Name, IEnumerable<ReferenceOutputs> Samples)
{
    /// <summary>Held-out samples, which decide.</summary>
    public const string HeldOut = "held-out";

    /// <summary>
    /// Samples that set the ranges of the variant. Their differences are reported and decide nothing for a quantized variant.
    /// </summary>
    public const string Calibration = "calibration";

    /// <summary>Seeded noise and patterns in the range that the network takes.</summary>
    public const string Random = "random";

    /// <summary>
    /// Seeded noise of larger values, where nothing states the range that the network takes: a limit that an activation has does not show
    /// among small ones. Int8 is not run on them.
    /// </summary>
    public const string Wide = "wide";

    /// <summary>The runs that nothing filled up, or the only one: the last run of several may be filled up.</summary>
    public IEnumerable<ReferenceOutputs> FullRuns => Samples.Where((run, i) => i == 0 || run.IsFull);

    /// <summary>Whether the inputs of a set are made from a seed, and are no samples of data.</summary>
    public static bool IsSeeded(string name) => name is Random or Wide;
}

namespace Sartor.Results.Records;

/// <summary>What a <see cref="GateCheck"/> compared. The codes are stable.</summary>
public static class GateCode
{
    /// <summary>The engine refused the variant or failed on it; the detail has its message.</summary>
    public const string NotRun = "not-run";

    /// <summary>The runtime is known to compute a node of the source or the variant wrongly; the detail names it.</summary>
    public const string RuntimeWrong = "runtime-wrong";

    /// <summary>There was no input to compare on.</summary>
    public const string NotCompared = "not-compared";

    /// <summary>A quantized variant needs held-out samples, and there are none.</summary>
    public const string NoData = "no-data";

    /// <summary>An output is NaN or infinite where the source's is not.</summary>
    public const string NotFinite = "not-finite";

    /// <summary>
    /// Largest error of an element over a set, divided by the largest magnitude of its slice; value and limit are ratios.
    /// </summary>
    public const string RelativeError = "relative-error";

    /// <summary>
    /// Root mean square error of an output, or of a slice of it, over a set, divided by the spread of the source's values over the
    /// samples; value and limit are ratios.
    /// </summary>
    public const string SpreadError = "spread-error";

    /// <summary>
    /// An output, or a slice of it, is the same for every input where the source's varies; value and limit as for
    /// <see cref="SpreadError"/>.
    /// </summary>
    public const string DeadSlice = "dead-slice";

    /// <summary>Share of the elements of an integer output that differ; value and limit are shares.</summary>
    public const string UnequalElements = "unequal-elements";

    /// <summary>The source gives the same for every input, so nothing was verified.</summary>
    public const string SourceConstant = "source-constant";

    /// <summary>The source gives NaN only, so nothing was verified.</summary>
    public const string SourceNotFinite = "source-not-finite";

    /// <summary>The file states that it was made from another source.</summary>
    public const string OtherSource = "other-source";

    /// <summary>
    /// The preprocessing of the samples is assumed, and no label speaks for it: what passed has passed on such inputs. Always passes; the
    /// detail says what is assumed.
    /// </summary>
    public const string AssumedPreprocessing = "assumed-preprocessing";

    /// <summary>
    /// What the file stores otherwise than its float32 form and its calibration ask for: how many constants and activations; the detail
    /// names the first.
    /// </summary>
    public const string StoredParameters = "stored-parameters";

    /// <summary>
    /// Weights or biases of a file that are not those of the source that it states: of how many layers; the detail names the first.
    /// </summary>
    public const string OtherWeights = "other-weights";

    /// <summary>Departures from the specification of the format, or from what its runtime computes: how many, and the first.</summary>
    public const string NotConformant = "not-conformant";

    /// <summary>Mean cosine over a set; in results of earlier versions.</summary>
    public const string MeanCosine = "mean-cosine";

    /// <summary>The source is no better than guessing; value and limit are the p-value and its level.</summary>
    public const string SourceGuesses = "source-guesses";

    /// <summary>Loss of a score against the source; value and limit are <see cref="ScoreResult.Loss"/>.</summary>
    public const string ScoreLoss = "score-loss";

    /// <summary>A score that takes the source's answers as the truth.</summary>
    public const string Agreement = "agreement";

    /// <summary>A sentence of a result of schema <c>sartor.fit/1</c>, which had no codes; it stands in the detail.</summary>
    public const string Stated = "stated";
}

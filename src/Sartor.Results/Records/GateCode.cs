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

    /// <summary>Largest relative error over a set; value and limit are ratios.</summary>
    public const string RelativeError = "relative-error";

    /// <summary>Mean cosine over a set.</summary>
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

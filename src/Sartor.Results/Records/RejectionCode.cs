namespace Sartor.Results.Records;

/// <summary>Why a variant or a trial was not recommended. The codes are stable.</summary>
public static class RejectionCode
{
    /// <summary>The variant was not made; the detail says why.</summary>
    public const string NotMade = "not-made";

    /// <summary>There is no verdict, and what is not verified is not recommended.</summary>
    public const string NotVerified = "not-verified";

    /// <summary>It failed its gate on this target; the detail has the first check that failed.</summary>
    public const string GateFailed = "gate-failed";

    /// <summary>It has no latency; the detail says why.</summary>
    public const string NotMeasured = "not-measured";

    /// <summary>The upper end of the interval of its median is over the limit; both in ms.</summary>
    public const string OverLatency = "over-latency";

    /// <summary>The upper end of the interval of its 95th percentile is over the limit; both in ms.</summary>
    public const string OverP95 = "over-p95";

    /// <summary>Its peak memory is over the limit, or, without a value, was not measured; both in MB of 10⁶ bytes.</summary>
    public const string OverMemory = "over-memory";

    /// <summary>The file is over the limit; both in MB of 10⁶ bytes.</summary>
    public const string OverSize = "over-size";

    /// <summary>A limit of a score was asked for, and there is no score of that kind by the data.</summary>
    public const string NoScore = "no-score";

    /// <summary>The score is under the limit; both are shares.</summary>
    public const string UnderScore = "under-score";

    /// <summary>The error is over the limit; both in the unit of the score.</summary>
    public const string OverError = "over-error";

    /// <summary>It loses more of the source's score than the limit; both are shares.</summary>
    public const string OverDrop = "over-drop";

    /// <summary>Its error is more above the source's than the limit; both in the unit of the score.</summary>
    public const string OverErrorRise = "over-error-rise";

    /// <summary>The smallest file was asked for, and it is larger than the pick; both in MB of 10⁶ bytes.</summary>
    public const string Larger = "larger";

    /// <summary>The best score was asked for, and its score is worse than the pick's; both in the unit of the score.</summary>
    public const string LessAccurate = "less-accurate";

    /// <summary>It is slower than the pick; the value is the ratio of the medians.</summary>
    public const string Slower = "slower";

    /// <summary>
    /// It is as fast as the pick, which is smaller, more accurate or has the lower median; value and limit are the sizes in bytes.
    /// </summary>
    public const string AsFast = "as-fast";

    /// <summary>A sentence of a result of schema <c>sartor.fit/1</c>, which had no codes; it stands in the detail.</summary>
    public const string Stated = "stated";
}

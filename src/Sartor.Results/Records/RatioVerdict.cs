using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>What shared rounds say of two latencies.</summary>
public enum RatioVerdict
{
    /// <summary>The interval of the ratio holds 1.</summary>
    [JsonStringEnumMemberName("no-difference")]
    NoDifference,

    /// <summary>The whole interval lies above 1.</summary>
    [JsonStringEnumMemberName("slower")]
    Slower,

    /// <summary>The whole interval lies below 1.</summary>
    [JsonStringEnumMemberName("faster")]
    Faster,
}

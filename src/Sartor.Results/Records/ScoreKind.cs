using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>Direction of a score.</summary>
public enum ScoreKind
{
    /// <summary>From 0 to 1; more is better: an accuracy.</summary>
    [JsonStringEnumMemberName("share")]
    Share,

    /// <summary>From 0, in the unit of the output; less is better: an error.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}

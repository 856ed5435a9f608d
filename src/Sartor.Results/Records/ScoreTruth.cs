using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>What a network's answers were compared with.</summary>
public enum ScoreTruth
{
    /// <summary>The labels or targets of the data.</summary>
    [JsonStringEnumMemberName("data")]
    Data,

    /// <summary>The source's own answers: the score is an agreement with it.</summary>
    [JsonStringEnumMemberName("source")]
    Source,
}

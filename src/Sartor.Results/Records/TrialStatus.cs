using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>How a trial ended.</summary>
public enum TrialStatus
{
    /// <summary>It ran and there are numbers.</summary>
    [JsonStringEnumMemberName("measured")]
    Measured,

    /// <summary>It was tried and did not end well: a crash, a hang, an error; the reason says which.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>The engine or delegate cannot run this variant, or would not run it as asked.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}

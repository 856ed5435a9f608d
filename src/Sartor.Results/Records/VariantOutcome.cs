using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>Whether a variant exists.</summary>
public enum VariantOutcome
{
    /// <summary>The file exists and was read back.</summary>
    [JsonStringEnumMemberName("made")]
    Made,

    /// <summary>The network has something that this variant cannot express; the reason names it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>Making it failed; the reason says how.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

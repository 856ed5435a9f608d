using System.Text.Json.Serialization;

namespace Sartor.Cli.Diagnosis;

/// <summary>Whether a part is there.</summary>
internal enum CheckState
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    [JsonStringEnumMemberName("missing")]
    Missing,
}

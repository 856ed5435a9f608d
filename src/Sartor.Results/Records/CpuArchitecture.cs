using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>Which processor a device has, under the names of nn-lite's reports; not for ARM alone.</summary>
public sealed record CpuArchitecture
{
    /// <summary>Name of the processor.</summary>
    public required string? Hardware { get; init; }

    /// <summary>Instruction-set extensions that kernels use, separated by blanks.</summary>
    public required string? Features { get; init; }

    /// <summary>Architecture: <c>x64</c>, <c>arm64</c>.</summary>
    [JsonPropertyName("cpu_architecture")]
    public required string? Architecture { get; init; }
}

using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>A processor under the names of nn-lite's reports.</summary>
public sealed record CpuInfo
{
    /// <summary>Logical cores that the worker may use; null where the device does not say.</summary>
    [JsonPropertyName("cpu_cores")]
    public required int? CpuCores { get; init; }

    /// <summary>Clock rates and governor of each group of cores; empty where the device does not say.</summary>
    public required IReadOnlyList<string> Processors { get; init; }

    /// <summary>Which processor it is.</summary>
    [JsonPropertyName("arm_architecture")]
    public required CpuArchitecture ArmArchitecture { get; init; }
}

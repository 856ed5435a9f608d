using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>
/// One trial of a campaign (docs/campaigns.md). Beside its facts and its result stand the fields of nn-lite's reports under their own
/// names, so that programs that read those read these; where a field has no value here, it is null.
/// </summary>
public sealed record CampaignTrialResult : IResultDocument
{
    public static string CurrentSchema => "sartor.campaign-trial/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>Version of Sartor that wrote the report.</summary>
    public required string SartorVersion { get; init; }

    /// <summary>Name of the model file without folder and ending.</summary>
    [JsonPropertyName("model_name")]
    public required string ModelName { get; init; }

    /// <summary>The device by its processor; null for a conversion.</summary>
    [JsonPropertyName("device_type")]
    public required string? DeviceType { get; init; }

    /// <summary>Operating system of the device with its version; null for a conversion.</summary>
    [JsonPropertyName("os_version")]
    public required string? OsVersion { get; init; }

    /// <summary>Whether there is a latency to use: the measurement succeeded. False for conversions and verifications.</summary>
    [JsonPropertyName("valid")]
    public required bool IsValid { get; init; }

    /// <summary>Whether the device is an emulator; null where its address does not say.</summary>
    [JsonPropertyName("emulator")]
    public required bool? IsEmulator { get; init; }

    /// <summary>Inferences that were counted, without the warm-up; null where nothing was timed.</summary>
    public required int? Iterations { get; init; }

    /// <summary>Arithmetic mean of the counted inferences, in <see cref="Unit"/>; null where nothing was timed.</summary>
    public required double? Duration { get; init; }

    /// <summary>Unit of all durations: <c>ns</c>.</summary>
    public required string Unit { get; init; }

    /// <summary><see cref="Duration"/> where the processor's own cores ran the model; null otherwise.</summary>
    [JsonPropertyName("cpu_duration")]
    public double? CpuDuration { get; init; }

    /// <summary>Shortest inference on the processor's own cores; null otherwise.</summary>
    [JsonPropertyName("cpu_min_duration")]
    public double? CpuMinDuration { get; init; }

    /// <summary>Longest inference on the processor's own cores; null otherwise.</summary>
    [JsonPropertyName("cpu_max_duration")]
    public double? CpuMaxDuration { get; init; }

    /// <summary>Standard deviation of the inferences on the processor's own cores, over their number; null otherwise.</summary>
    [JsonPropertyName("cpu_std_dev")]
    public double? CpuStdDev { get; init; }

    /// <summary>Why there is no duration to use on the processor's own cores; null where there is one, or it was not asked for.</summary>
    [JsonPropertyName("cpu_error")]
    public string? CpuError { get; init; }

    /// <summary><see cref="Duration"/> where a GPU ran the model; null otherwise.</summary>
    [JsonPropertyName("gpu_duration")]
    public double? GpuDuration { get; init; }

    /// <summary>Shortest inference on a GPU; null otherwise.</summary>
    [JsonPropertyName("gpu_min_duration")]
    public double? GpuMinDuration { get; init; }

    /// <summary>Longest inference on a GPU; null otherwise.</summary>
    [JsonPropertyName("gpu_max_duration")]
    public double? GpuMaxDuration { get; init; }

    /// <summary>Standard deviation of the inferences on a GPU, over their number; null otherwise.</summary>
    [JsonPropertyName("gpu_std_dev")]
    public double? GpuStdDev { get; init; }

    /// <summary>Why there is no duration to use on a GPU; null where there is one, or it was not asked for.</summary>
    [JsonPropertyName("gpu_error")]
    public string? GpuError { get; init; }

    /// <summary><see cref="Duration"/> where an NPU ran the model; null otherwise.</summary>
    [JsonPropertyName("npu_duration")]
    public double? NpuDuration { get; init; }

    /// <summary>Shortest inference on an NPU; null otherwise.</summary>
    [JsonPropertyName("npu_min_duration")]
    public double? NpuMinDuration { get; init; }

    /// <summary>Longest inference on an NPU; null otherwise.</summary>
    [JsonPropertyName("npu_max_duration")]
    public double? NpuMaxDuration { get; init; }

    /// <summary>Standard deviation of the inferences on an NPU, over their number; null otherwise.</summary>
    [JsonPropertyName("npu_std_dev")]
    public double? NpuStdDev { get; init; }

    /// <summary>Why there is no duration to use on an NPU; null where there is one, or it was not asked for.</summary>
    [JsonPropertyName("npu_error")]
    public string? NpuError { get; init; }

    /// <summary>Main memory in units of 1,024 bytes; null where the device does not say.</summary>
    [JsonPropertyName("total_ram_kb")]
    public long? TotalRamKb { get; init; }

    /// <summary>Memory that nothing used before the trial, in such units; null where the device does not say.</summary>
    [JsonPropertyName("free_ram_kb")]
    public long? FreeRamKb { get; init; }

    /// <summary>Memory that a program could have had then; null likewise.</summary>
    [JsonPropertyName("available_ram_kb")]
    public long? AvailableRamKb { get; init; }

    /// <summary>Memory of the page cache then; null likewise.</summary>
    [JsonPropertyName("cached_kb")]
    public long? CachedKb { get; init; }

    /// <summary>Extent 0 of the model's first input; null where it has no such axis or nothing was timed.</summary>
    [JsonPropertyName("in_dim_0")]
    public long? InDim0 { get; init; }

    /// <summary>Extent 1 of the model's first input; null where it has no such axis or nothing was timed.</summary>
    [JsonPropertyName("in_dim_1")]
    public long? InDim1 { get; init; }

    /// <summary>Extent 2 of the model's first input; null where it has no such axis or nothing was timed.</summary>
    [JsonPropertyName("in_dim_2")]
    public long? InDim2 { get; init; }

    /// <summary>Extent 3 of the model's first input; null where it has no such axis or nothing was timed.</summary>
    [JsonPropertyName("in_dim_3")]
    public long? InDim3 { get; init; }

    /// <summary>What the device said of itself; null for a conversion.</summary>
    [JsonPropertyName("device_analytics")]
    public DeviceAnalytics? DeviceAnalytics { get; init; }

    /// <summary>Name of the campaign.</summary>
    public required string Campaign { get; init; }

    /// <summary>Place of the trial in the plan of the campaign, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>SHA-256 over <see cref="Key"/>, a line feed behind each line: 64 lower-case hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// Everything that the outcome depends on, <c>name=value</c> each; a backslash is <c>\\</c> and a line feed <c>\n</c>.
    /// </summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>What the trial does: <c>convert</c>, <c>verify</c>, <c>measure</c>.</summary>
    public required string Step { get; init; }

    /// <summary>The source model, as the campaign names it.</summary>
    public required string Model { get; init; }

    /// <summary>Target and precision, as <c>tflite/int8</c>; <c>source</c> for the model as it is.</summary>
    public required string Variant { get; init; }

    /// <summary>Address of the device; null for a conversion.</summary>
    public required string? Device { get; init; }

    /// <summary>Name of the engine; null for a conversion.</summary>
    public required string? Engine { get; init; }

    /// <summary>Delegate that was asked for; null for a conversion.</summary>
    public required string? Delegate { get; init; }

    /// <summary>Threads of the engine; null for a conversion.</summary>
    public required int? Threads { get; init; }

    /// <summary>Id of the trial that had to succeed first; null for none.</summary>
    public required string? Needs { get; init; }

    /// <summary>Where it stands: <c>waiting</c>, <c>finished</c>, <c>quarantined</c>.</summary>
    public required string State { get; init; }

    /// <summary>
    /// How its last attempt ended: <c>succeeded</c>, <c>transient</c>, <c>permanent</c>, <c>refused</c>, <c>invalid</c>, <c>skipped</c>,
    /// <c>interrupted</c>.
    /// </summary>
    public required string Ending { get; init; }

    /// <summary>Why there is no result, or none to use; null where it succeeded.</summary>
    public required string? Reason { get; init; }

    /// <summary>Its attempts in the order of time.</summary>
    public required IReadOnlyList<CampaignAttempt> Attempts { get; init; }

    /// <summary>What a conversion gave; null for other steps, and where nothing came of it.</summary>
    public ConversionResult? Conversion { get; init; }

    /// <summary>What a verification gave; null likewise.</summary>
    public VerificationResult? Verification { get; init; }

    /// <summary>What a measurement gave; null likewise.</summary>
    public BenchResult? Measurement { get; init; }

    /// <summary>How fast the device was around the measurement; null for other steps, and where no reference model was measured.</summary>
    public SessionAnchor? Anchor { get; init; }
}

using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>What a campaign is to do: models × variants × engines × threads × devices.</summary>
public sealed record CampaignOptions
{
    internal const int TrialsOfADevice = 100;

    /// <summary>Its name: letters, digits, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>The folder that its file lies in, which relative paths start from.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>The folder of its state, variants and reports.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Connection string of a PostgreSQL database for the state; null for a file in the folder.</summary>
    public string? Database { get; init; }

    /// <summary>The source models; at least one, each once.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>What is made of each model; at least one.</summary>
    public required IReadOnlyList<CampaignVariant> Variants { get; init; }

    /// <summary>The data set, as for <c>fit</c>; null for none.</summary>
    public string? DataPath { get; init; }

    /// <summary>A file of labels beside the data; null where the data has its own or none.</summary>
    public string? LabelsPath { get; init; }

    /// <summary>Addresses of devices; at least one, each once.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>Names of engines, or <c>engine/delegate</c>; empty for all that a device has for a format.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>Benchmark tools of other makers that <see cref="Engines"/> may name.</summary>
    public ToolOptions Tools { get; init; } = new();

    /// <summary>How to measure: one protocol for each number of threads.</summary>
    public required IReadOnlyList<MeasurementProtocol> Protocols { get; init; }

    /// <summary>Whether a variant is compared with its source on each device before it is measured there; default true.</summary>
    public bool Verifies { get; init; } = true;

    /// <summary>
    /// Largest half width of a latency's interval as a share of the median; a measurement beyond it is noisy, and not to be used. Default
    /// 0.1.
    /// </summary>
    public double MaxHalfWidth { get; init; } = 0.1;

    /// <summary>What a device has to be like before a trial is measured on it.</summary>
    public DeviceGuards Guards { get; init; } = new();

    /// <summary>The reference model that tells how fast a device is; null for none.</summary>
    public string? AnchorPath { get; init; }

    /// <summary>Time after which the reference model is measured again. Default 10 minutes.</summary>
    public TimeSpan AnchorInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How far the reference model may be from its usual latency, as a share of it. Default 0.1.</summary>
    public double MaxDeviceDrift { get; init; } = 0.1;

    /// <summary>A recorded power of the only device, which energies are taken from; null for what the device tells.</summary>
    public string? PowerTracePath { get; init; }

    /// <summary>The time of its second 0 by the device's clock.</summary>
    public DateTimeOffset PowerTraceStartUtc { get; init; }

    /// <summary>What follows a failure.</summary>
    public FailurePolicy Failures { get; init; } = new();

    /// <summary>Trials until a device is left and opened anew, ≥ 1. Default 100.</summary>
    public int RejuvenateAfter { get; init; } = TrialsOfADevice;
}

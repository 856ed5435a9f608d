using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.Jobs;

/// <summary>What one measurement is to do.</summary>
public sealed record BenchOptions
{
    /// <summary>The model, with the data whose first sample it is fed; without data the input is random.</summary>
    public required InputOptions Input { get; init; }

    /// <summary>Address of the device to measure on; default this machine.</summary>
    public string Device { get; init; } = HostDevice.Name;

    /// <summary>That device, where it is open already; it stays open. Null opens it.</summary>
    internal IDevice? OpenDevice { get; init; }

    /// <summary>Names of engines, or <c>engine/delegate</c>; empty for all that run the model's format.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>Benchmark tools of other makers that <see cref="Engines"/> may name on Android devices.</summary>
    public ToolOptions Tools { get; init; } = new();

    /// <summary>How to measure.</summary>
    public MeasurementProtocol Protocol { get; init; } = new();

    /// <summary>Also time the steps of each trial that was measured, in a launch of its own; default false.</summary>
    public bool Profiles { get; init; }

    /// <summary>The protocol is the short one, which a result says; default false.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Seed of a random input; default 1.</summary>
    public long Seed { get; init; } = 1;
}

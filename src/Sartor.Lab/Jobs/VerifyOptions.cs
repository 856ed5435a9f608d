using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Jobs;

/// <summary>What one verification is to do.</summary>
public sealed record VerifyOptions
{
    /// <summary>The variant's file.</summary>
    public required string VariantPath { get; init; }

    /// <summary>The source, with the samples to evaluate on; without data, random inputs are compared.</summary>
    public required InputOptions Source { get; init; }

    /// <summary>Address of the device that the variant runs on; default this machine, where the source runs in any case.</summary>
    public string Device { get; init; } = HostDevice.Name;

    /// <summary>That device, where it is open already; it stays open. Null opens it.</summary>
    internal IDevice? OpenDevice { get; init; }

    /// <summary>Names of engines, or <c>engine/delegate</c>, that judge the variant; empty for all that run its format.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>
    /// Shapes of inputs of the variant by name, where its file leaves extents open. Those of the source hold for inputs of the same name,
    /// too.
    /// </summary>
    public IReadOnlyDictionary<string, Shape> VariantInputShapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>Whether the tensors inside are compared and reported even where nothing failed; default false.</summary>
    public bool ComparesLayers { get; init; }

    /// <summary>Limits of verification.</summary>
    public GateLimits Limits { get; init; } = GateLimits.Default;

    /// <summary>Threads of an engine; default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Seed of the random inputs; default 1.</summary>
    public long Seed { get; init; } = 1;
}

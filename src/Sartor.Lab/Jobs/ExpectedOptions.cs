using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Jobs;

/// <summary>What one comparison with the outputs of another runtime is to do.</summary>
public sealed record ExpectedOptions
{
    /// <summary>The model file, of any format that Sartor reads.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The outputs, as an array file; or a folder with the arrays of inputs and outputs.</summary>
    public required string ExpectedPath { get; init; }

    /// <summary>The inputs, as an array file; null where <see cref="ExpectedPath"/> is a folder.</summary>
    public string? DataPath { get; init; }

    /// <summary>Shapes of inputs by name, where the file leaves extents open.</summary>
    public IReadOnlyDictionary<string, Shape> InputShapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>Names of engines, or <c>engine/delegate</c>; empty for all that run the model's format.</summary>
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>Address of the device that the model runs on; default this machine.</summary>
    public string Device { get; init; } = HostDevice.Name;

    /// <summary>Limits of verification.</summary>
    public GateLimits Limits { get; init; } = GateLimits.Default;

    /// <summary>Threads of an engine; default 1.</summary>
    public int Threads { get; init; } = 1;
}

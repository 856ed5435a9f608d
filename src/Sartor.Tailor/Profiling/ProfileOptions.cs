using Sartor.Convert;
using Sartor.Lab.Measurement;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Profiling;

/// <summary>What is to be measured of a space, and how.</summary>
internal sealed record ProfileOptions
{
    /// <summary>The address of the device.</summary>
    public required string Device { get; init; }

    /// <summary>The engine's name.</summary>
    public required string Engine { get; init; }

    /// <summary>One of its delegates.</summary>
    public required string Delegate { get; init; }

    /// <summary>The precision of the files. Only those that need no samples.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>The folder of models and of the state of the campaign, an absolute path.</summary>
    public required string Folder { get; init; }

    /// <summary>How to measure.</summary>
    public required MeasurementProtocol Protocol { get; init; }

    /// <summary>Whole networks that are measured to calibrate predictions, ≥ 0. Default 40.</summary>
    public int Networks { get; init; } = 40;

    /// <summary>Whether every step is measured, not only those of a few forms of each block.</summary>
    public bool MeasuresAllOperators { get; init; }

    /// <summary>Measures these networks and nothing else; null for the parts and drawn networks.</summary>
    public IReadOnlyList<SubNetCode>? Only { get; init; }

    /// <summary>Decides which networks.</summary>
    public int Seed { get; init; } = 1;
}

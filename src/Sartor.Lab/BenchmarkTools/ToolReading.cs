using Sartor.Engines;
using Sartor.Results.Records;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>What the output of a benchmark tool says: numbers, or why there are none to believe.</summary>
internal sealed record ToolReading
{
    /// <summary>The counted runs; null where there is a <see cref="Problem"/>.</summary>
    public StatedTiming? Timing { get; init; }

    /// <summary>From the start of loading to a session that is ready; null where it does not say.</summary>
    public long? LoadNs { get; init; }

    /// <summary>The first inference after loading; null likewise.</summary>
    public long? FirstInferenceNs { get; init; }

    /// <summary>What the model added to the peak of resident memory; null likewise.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>What the tool says of the delegate that was asked for, with node counts; null where it counts no nodes.</summary>
    public Delegation? Delegation { get; init; }

    /// <summary>Whether a part of the model ran on other kernels than those of the delegate.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Why there are no numbers: a clause whose subject is the tool; null where there are.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the tool did not do what it was told, rather than to fail at it.</summary>
    public bool IsRefused { get; init; }

    /// <summary>It did something else than it was told.</summary>
    public static ToolReading Refused(string problem) => new() { Problem = problem, IsRefused = true };

    /// <summary>It failed, or its output cannot be read.</summary>
    public static ToolReading Failed(string problem) => new() { Problem = problem };
}

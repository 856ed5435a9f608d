using Sartor.Core;

namespace Sartor.Formats;

/// <summary>How to read a model.</summary>
public sealed record ModelReadOptions
{
    public static readonly ModelReadOptions Default = new();

    /// <summary>
    /// Shapes of inputs by name, for files that leave extents open. Extents that neither the file nor this map gives are taken as 1,
    /// and a diagnostic says so (<see cref="OpenDimensions"/>).
    /// </summary>
    /// <value>Default: empty.</value>
    public IReadOnlyDictionary<string, Shape> InputShapes { get; init; } = new Dictionary<string, Shape>();

    /// <summary>
    /// The runtime that diagnostics about what is computed speak of, by the name of its engine (<see cref="ModelFormats.Runtimes"/>).
    /// </summary>
    /// <value>Default: null, the one that is usual for the format.</value>
    public string? Runtime { get; init; }
}

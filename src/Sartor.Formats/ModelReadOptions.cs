using Sartor.Core;

namespace Sartor.Formats;

/// <summary>How to read a model.</summary>
public sealed record ModelReadOptions
{
    public static readonly ModelReadOptions Default = new();

    /// <summary>
    /// Shapes of inputs by name, for files that leave extents open. Extents that neither the file nor this map gives are taken as 1,
    /// and a diagnostic says so.
    /// </summary>
    /// <value>Default: empty.</value>
    public IReadOnlyDictionary<string, Shape> InputShapes { get; init; } = new Dictionary<string, Shape>();
}

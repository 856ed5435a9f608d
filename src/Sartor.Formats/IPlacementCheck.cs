using Sartor.Core;

namespace Sartor.Formats;

/// <summary>
/// Says which operators of a file delegates and compilers take; named like the format, found by <see cref="ModelFormats"/>.
/// </summary>
internal interface IPlacementCheck : INamed
{
    /// <summary>Names of the targets.</summary>
    IReadOnlyList<string> Targets { get; }

    /// <summary>Places the operators of a file on targets; one report for each, in their order.</summary>
    /// <param name="file">A file of the format.</param>
    /// <param name="targets">Some of <see cref="Targets"/>.</param>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    /// <exception cref="UnsupportedModelException">It is beyond Sartor.</exception>
    IReadOnlyList<PlacementReport> Place(SlicedFile file, IReadOnlyList<string> targets);
}

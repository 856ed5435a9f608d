using Sartor.Core;

namespace Sartor.Formats;

/// <summary>
/// Checks files of one format against its specification and its runtime; named like the format, found by <see cref="ModelFormats"/>.
/// </summary>
internal interface IConformanceCheck : INamed
{
    /// <summary>Checks the operators of a file.</summary>
    /// <param name="file">A file of the format.</param>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    /// <exception cref="UnsupportedModelException">It is beyond Sartor.</exception>
    ConformanceReport Check(SlicedFile file);
}

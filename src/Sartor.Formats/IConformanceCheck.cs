using Sartor.Core;

namespace Sartor.Formats;

/// <summary>
/// Checks files of one format against its specification and its runtime; named like the format, found by <see cref="ModelFormats"/>.
/// </summary>
internal interface IConformanceCheck : INamed
{
    /// <summary>The runtimes whose kernels are known, by the names of their engines; the first is the usual one.</summary>
    IReadOnlyList<string> Runtimes { get; }

    /// <summary>Checks the operators of a file.</summary>
    /// <param name="file">A file of the format.</param>
    /// <param name="runtime">The runtime that findings about kernels speak of; null for the usual one.</param>
    /// <exception cref="OptionException">There is no such runtime; the message lists those that there are.</exception>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    /// <exception cref="UnsupportedModelException">It is beyond Sartor.</exception>
    ConformanceReport Check(SlicedFile file, string? runtime);
}

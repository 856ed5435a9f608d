using System.Globalization;

namespace Sartor.Formats;

/// <summary>
/// Names of what a writer puts around the integers of a network. Each stands several times in a file, hundreds of them in all, so they are
/// short and say nothing: what reads the file takes the name of the value that they belong to.
/// </summary>
public static class MadeNames
{
    // No exporter begins a name so.
    private const char First = '~';

    /// <summary>A name.</summary>
    /// <param name="kind">f for floats before they are stored, d for those of integers, s for scales, z for zero points.</param>
    /// <param name="number">From 1 on.</param>
    public static string Of(char kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{First}{kind}{number}");

    /// <summary>Whether a name is one of these.</summary>
    public static bool Has(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(First);
    }
}

using System.Text;

namespace Sartor.Workers.Protocol;

/// <summary>
/// The name of a file that belongs to a model, such as <c>weights/part1.bin</c>: relative to the model's folder, with <c>/</c> between
/// its parts, and unable to leave that folder on any system.
/// </summary>
internal static class CompanionName
{
    private const int MaxParts = 16;
    private const int MaxPartBytes = 255;

    /// <summary>The same name.</summary>
    /// <exception cref="InvalidDataException">It is not such a name.</exception>
    public static string Check(string name)
    {
        var parts = name.Split('/', MaxParts + 1);
        return parts.Length <= MaxParts && parts.All(IsPart)
            ? name
            : throw new InvalidDataException(
                "the name of a file beside a model is not a relative one of at most 16 parts without '.', '..', '\\' and ':'");
    }

    /// <summary>As a path of this system.</summary>
    public static string ToPath(string name) => name.Replace('/', Path.DirectorySeparatorChar);

    // Windows drops dots and blanks at the end of a name.
    private static bool IsPart(string part) =>
        part.Length > 0 && Encoding.UTF8.GetByteCount(part) <= MaxPartBytes && part[^1] is not ('.' or ' ')
        && !part.Any(c => c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(c));
}

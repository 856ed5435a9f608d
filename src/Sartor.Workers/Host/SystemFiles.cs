using System.Globalization;
using System.Text;

namespace Sartor.Workers.Host;

/// <summary>
/// Small files of /proc, /sys and /etc below a root. Whatever cannot be read, is too long, or is not what was expected is missing.
/// </summary>
/// <param name="root">The folder that holds proc, sys and etc; <c>/</c> is this machine, another one a copy of a machine's files.</param>
internal sealed class SystemFiles(string root)
{
    private const int MaxTextBytes = 1 << 20;
    private const int MaxLineBytes = 4096;
    private const int MaxNameChars = 100;
    private const int MaxFolders = 256;

    /// <summary>The path of a file or folder.</summary>
    public string PathOf(string name) => Path.Combine(root, name);

    /// <summary>The first MiB of a file.</summary>
    // Files of /proc have no length; a copy may be anything.
    public string? Text(string name) => Read(name, MaxTextBytes);

    /// <summary>A file of one line: 1 to 100 characters, none of them a control character.</summary>
    public string? Line(string name)
    {
        var text = Read(name, MaxLineBytes)?.TrimEnd('\0', '\n', '\r', ' ', '\t').TrimStart();
        return text is { Length: > 0 and <= MaxNameChars } && !text.Any(c => char.IsControl(c) || c == '\ufffd') ? text : null;
    }

    /// <summary>A file of one whole number in a range.</summary>
    public long? Number(string name, long min, long max) =>
        long.TryParse(Line(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
            ? value
            : null;

    /// <summary>Names of the folders and files in a folder, in the order of their numbers; at most 256.</summary>
    public IReadOnlyList<string> Names(string folder, string pattern)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFileSystemEntries(PathOf(folder), pattern).Take(MaxFolders).Select(path => Path.GetFileName(path))
                    .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The values of lines <c>key: value</c>.</summary>
    public static IEnumerable<string> Values(string text, string key, char separator = ':')
    {
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(separator, StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().SequenceEqual(key)) yield return line[(colon + 1)..].Trim();
        }
    }

    private string? Read(string name, int most)
    {
        try
        {
            using var stream = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
            var bytes = new byte[most];
            return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

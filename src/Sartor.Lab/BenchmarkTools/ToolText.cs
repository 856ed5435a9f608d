using System.Globalization;
using System.Text.RegularExpressions;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>The texts of benchmark tools: lines, and numbers as C++ writes them.</summary>
internal static partial class ToolText
{
    /// <summary>No tool prints so much for one measurement.</summary>
    public const int MostCharacters = 1 << 18;

    /// <summary>No launch takes a day, in seconds; a time that is longer is a mistake of whoever wrote it.</summary>
    public const double LongestSeconds = 86_400;

    /// <summary>No device has so much memory, in MiB.</summary>
    public const double MostMegabytes = 1 << 30;

    private const int LongestQuote = 120;

    /// <summary>What is wrong with a text before anybody looks for numbers in it; null where nothing is.</summary>
    public static string? Problem(string text) => text.Length > MostCharacters
        ? $"printed more than {MostCharacters / 1024} KiB"
        : text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
            ? "printed control characters, which it does not do by itself"
            : null;

    /// <summary>Its lines without the severity that stands before them, and without empty ones.</summary>
    public static string[] Lines(string text) =>
    [
        .. text.Split('\n').Select(line => Severity().Replace(line.Trim(), "")).Where(line => line.Length > 0),
    ];

    /// <summary>A number of digits with a point, not negative; null for all else, as <c>nan</c>, <c>-1</c> and <c>1,5</c>.</summary>
    public static double? Number(string text) =>
        Digits().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            ? value
            : null;

    /// <summary>A part of a text for a message.</summary>
    public static string Quote(string text)
    {
        var trimmed = text.Trim().TrimEnd('.');
        return trimmed.Length > LongestQuote ? $"{trimmed.AsSpan(0, LongestQuote)}…" : trimmed;
    }

    [GeneratedRegex(@"^(INFO|WARN|WARNING|ERROR|FATAL|VERBOSE): ", RegexOptions.CultureInvariant)]
    private static partial Regex Severity();

    // Ten significant digits and more are those of whole microseconds; a stream writes a mean with six, as 1.23457e+06.
    [GeneratedRegex(@"^[0-9]{1,18}(\.[0-9]{1,18})?(e[+-]?[0-9]{1,2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}

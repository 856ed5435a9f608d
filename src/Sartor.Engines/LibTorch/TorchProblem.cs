using System.Text.RegularExpressions;

namespace Sartor.Engines.LibTorch;

/// <summary>What libtorch says in many lines, with places of its own source, as one clause.</summary>
internal static partial class TorchProblem
{
    private const int MaxLength = 500;

    /// <summary>The last error of a traceback, or else the first line; without a full stop.</summary>
    public static string Of(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        var last = Array.FindLastIndex(lines, line => Error().IsMatch(line));
        var line = last >= 0 ? Error().Replace(lines[last], "") : lines.FirstOrDefault() ?? "it gave no reason";
        line = PrintableText.OfLine(Place().Replace(line, "")).TrimEnd('.', ' ', ':');
        return line.Length > MaxLength ? line[..MaxLength] + " …" : line;
    }

    [GeneratedRegex(@"^(?:[A-Za-z_.]+\.)?(?:RuntimeError|IndexError|ValueError|TypeError|AssertionError|Exception|[A-Za-z]+Error): ")]
    private static partial Regex Error();

    [GeneratedRegex(@"\s*\(?(?:[Ee]xception raised )?from \S+ at \S+:\d+.*$|""?[^"" ]*\.(?:cpp|h)"":\d+,?\s*")]
    private static partial Regex Place();
}

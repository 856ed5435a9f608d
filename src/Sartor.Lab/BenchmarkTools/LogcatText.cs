using System.Text.RegularExpressions;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>What a process wrote to Android's log, as <c>logcat -v threadtime</c> prints it.</summary>
internal static partial class LogcatText
{
    /// <summary>The messages of the process that wrote a line, in their order; null where none did, or more than one.</summary>
    /// <param name="text">The log.</param>
    /// <param name="tag">Of its messages.</param>
    /// <param name="sign">A message that no other process writes.</param>
    public static string? OfProcess(string text, string tag, string sign)
    {
        var messages = text.Split('\n').Select(line => Message().Match(line.TrimEnd('\r')))
            .Where(match => match.Success && match.Groups["tag"].Value == tag)
            .Select(match => (Process: match.Groups["process"].Value, Text: match.Groups["text"].Value)).ToArray();
        var processes = messages.Where(message => message.Text == sign).Select(message => message.Process).Distinct().ToArray();
        return processes is [var process]
            ? string.Join('\n', messages.Where(message => message.Process == process).Select(message => message.Text))
            : null;
    }

    [GeneratedRegex(
        @"^\d\d-\d\d \d\d:\d\d:\d\d\.\d+\s+(?<process>\d+)\s+\d+ [VDIWEF] (?<tag>\S+)\s*: (?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Message();
}

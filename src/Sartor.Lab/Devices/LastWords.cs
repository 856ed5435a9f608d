using System.Text;
using System.Text.RegularExpressions;

namespace Sartor.Lab.Devices;

/// <summary>Reads what a program prints as long as it prints, and keeps the end of it.</summary>
internal sealed partial class LastWords
{
    private const int MostBytes = 1 << 13;
    private const int LongestLine = 300;

    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(500);

    private readonly Task _reading;
    private byte[] _tail = [];

    /// <param name="stream">Its output.</param>
    public LastWords(Stream stream) => _reading = ReadAsync(stream);

    /// <summary>The last lines in a row that are about errors, else the last one, without marks of a log; empty for none.</summary>
    public string Line
    {
        get
        {
            // Who has ended may have said something just before.
            _reading.Wait(s_rest);
            var lines = Encoding.UTF8.GetString(_tail).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
            var last = lines.FindLastIndex(line => Bad().IsMatch(line));
            var first = last;
            while (first > 0 && Bad().IsMatch(lines[first - 1])) first--;
            var text = last >= 0
                ? string.Join(' ', lines[first..(last + 1)].Select(line => Mark().Replace(line, "")))
                : Mark().Replace(lines.LastOrDefault() ?? "", "");
            return text.Length > LongestLine ? $"{text.AsSpan(0, LongestLine)}…" : text;
        }
    }

    private async Task ReadAsync(Stream stream)
    {
        var buffer = new byte[1 << 12];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                byte[] all = [.. _tail, .. buffer.AsSpan(0, read)];
                _tail = all[Math.Max(0, all.Length - MostBytes)..];
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // It has ended.
        }
    }

    [GeneratedRegex(@"\b(PANIC|FATAL|ERROR)\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Bad();

    // "ERROR   | text" of newer emulators, "emulator: ERROR: text" of older ones.
    [GeneratedRegex(@"^(emulator: *)?([A-Z]+ *[|:] *)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Mark();
}

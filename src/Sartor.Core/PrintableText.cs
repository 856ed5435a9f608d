namespace Sartor.Core;

/// <summary>Text from files and other programs, for terminals: a name in a file can hold anything, escape sequences among it.</summary>
public static class PrintableText
{
    /// <summary>The text with <c>?</c> in place of every control character, line breaks and marks of direction included.</summary>
    public static string OfLine(string text) => Of(text, "");

    /// <summary>The text with <c>?</c> in place of every control character but tabs and line breaks.</summary>
    public static string OfLines(string text) => Of(text, "\t\r\n");

    private static string Of(string text, string kept)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(c => IsBad(c, kept)) ? string.Create(text.Length, (text, kept), (span, state) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = IsBad(state.text[i], state.kept) ? '?' : state.text[i];
        }) : text;
    }

    // Separators of lines and paragraphs, and what turns the direction of the text behind it.
    private static bool IsBad(char c, string kept) => char.IsControl(c)
        ? !kept.Contains(c, StringComparison.Ordinal)
        : c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

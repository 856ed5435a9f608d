using System.Text;
using Sartor.Core;

namespace Sartor.Lab.Devices;

/// <summary>
/// Divides a command into words as a person writes them: blanks divide; single quotes keep everything, double quotes everything but
/// <c>\"</c> and <c>\\</c>. Nothing else is special, since no shell reads it: a backslash outside of quotes is one.
/// </summary>
internal static class CommandWords
{
    /// <param name="command">What a person wrote.</param>
    /// <param name="option">The option whose value it is; null for what stands behind <c>exec:</c>.</param>
    /// <returns>At least one word; the first is not empty.</returns>
    /// <exception cref="OptionException">There is no word, or a quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string command, string? option = null)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < command.Length; i++)
        {
            var c = command[i];
            if (c is '\'' or '"') i = Quoted(command, i, word ??= new StringBuilder(), option);
            else if (!char.IsWhiteSpace(c)) (word ??= new StringBuilder()).Append(c);
            else if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
        if (word is not null) words.Add(word.ToString());
        if (words.Count > 0 && words[0].Length > 0) return words;
        throw option is null
            ? new OptionException("--device", "exec: has no command; write exec:COMMAND ARGUMENTS")
            : new OptionException(option, "has no command; write COMMAND ARGUMENTS");
    }

    // Appends what stands between the quote and its partner, and gives the partner's place.
    private static int Quoted(string command, int start, StringBuilder word, string? option)
    {
        var quote = command[start];
        for (var i = start + 1; i < command.Length; i++)
        {
            if (command[i] == quote) return i;
            if (quote == '"' && command[i] == '\\' && i + 1 < command.Length && command[i + 1] is '"' or '\\') i++;
            word.Append(command[i]);
        }
        throw new OptionException(
            option ?? "--device", $"a quote ({quote}) of {(option is null ? "exec:" : "")}{command} is not closed");
    }
}

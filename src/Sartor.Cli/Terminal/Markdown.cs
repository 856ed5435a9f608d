using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sartor.Cli.Terminal;

/// <summary>What a terminal shows, as Markdown for issues and pull requests (GitHub's tables).</summary>
internal static class Markdown
{
    /// <summary>One part, with an empty line behind it.</summary>
    public static string Of(IRenderable part) => part switch
    {
        TextTable table => Table(table),
        PairList list => string.Concat(list.Pairs.Select(pair => $"- **{Inline(pair.Name)}**: {Inline(pair.Value)}\n")),
        Text text => $"**{Inline(string.Concat(Segments(text)).Trim())}**\n",
        _ => string.Concat(Segments(part)),
    };

    private static string Table(TextTable table)
    {
        var text = new StringBuilder();
        void Row(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");
        Row(table.Heads);
        text.Append('|').AppendJoin('|', table.AreNumbers.Select(isNumber => isNumber ? "---:" : "---")).Append("|\n");
        foreach (var row in table.Rows) Row(row);
        return text.ToString();
    }

    private static string Cell(string text) => Inline(text).Replace("|", "\\|", StringComparison.Ordinal);

    // Names come from files: they are no markup.
    private static string Inline(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text.Replace("\r", "", StringComparison.Ordinal))
        {
            if (c == '\n') shown.Append("<br>");
            else if (c is '*' or '_' or '`' or '<' or '[' or ']' or '\\' or '#') shown.Append('\\').Append(c);
            else shown.Append(c);
        }
        return shown.ToString();
    }

    private static IEnumerable<string> Segments(IRenderable part)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
            });
        console.Profile.Width = 10_000;
        console.Write(part);
        yield return writer.ToString();
    }
}

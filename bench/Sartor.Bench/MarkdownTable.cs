using System.Globalization;

namespace Sartor.Bench;

/// <summary>Writes a table of Markdown: two columns of names, then numbers.</summary>
internal sealed class MarkdownTable
{
    private const int Names = 2;
    private readonly TextWriter _text;

    public MarkdownTable(TextWriter text, params string[] columns)
    {
        _text = text;
        _text.WriteLine();
        Row(columns);
        _text.WriteLine("|" + string.Concat(columns.Select((_, i) => i < Names ? "---|" : "--:|")));
    }

    public void Row(params string[] cells) => _text.WriteLine($"| {string.Join(" | ", cells)} |");

    /// <summary><c>1.6 %</c>.</summary>
    public static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);
}

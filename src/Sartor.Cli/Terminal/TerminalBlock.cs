using System.Text;
using Sartor.Core;
using Spectre.Console.Rendering;

namespace Sartor.Cli.Terminal;

/// <summary>
/// Lines at the end of a terminal that are drawn anew in their place. The cursor stays visible and stands below them: in whatever way the
/// program ends, the terminal goes on under them. Not thread-safe.
/// </summary>
/// <param name="writer">The terminal; escape sequences have to pass.</param>
/// <param name="size">Its columns and rows, asked for each picture; what is not above 0 is unknown.</param>
internal sealed class TerminalBlock(TextWriter writer, Func<(int Columns, int Rows)> size)
{
    // Widths of the lines that stand there, in cells.
    private int[] _drawn = [];
    private IReadOnlyList<string> _lines = [];

    /// <summary>The columns of the terminal, at least 1.</summary>
    public int Columns => size().Columns is > 0 and var columns ? columns : 80;

    private int Rows => size().Rows is > 0 and var rows ? rows : 24;

    /// <summary>
    /// Replaces the lines. What is too long for the terminal is cut off; of too many lines the first are shown, and the last.
    /// </summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        _lines = lines;
        var text = new StringBuilder();
        Lines(text);
        writer.Write(text.ToString());
        writer.Flush();
    }

    /// <summary>Writes a line above, which stays.</summary>
    public void Print(string line)
    {
        var text = new StringBuilder();
        Up(text);
        text.Append("\u001b[J").Append(PrintableText.OfLine(line)).Append('\n');
        _drawn = [];
        Lines(text);
        writer.Write(text.ToString());
        writer.Flush();
    }

    /// <summary>Takes the lines away.</summary>
    public void Clear()
    {
        var text = new StringBuilder();
        Up(text);
        if (_drawn.Length > 0) writer.Write(text.Append("\u001b[J").ToString());
        writer.Flush();
        (_drawn, _lines) = ([], []);
    }

    private void Lines(StringBuilder text)
    {
        Up(text);
        // The last column stays free: a terminal that is full there may have begun the next row.
        var width = Math.Max(1, Columns - 1);
        var most = Math.Max(1, Rows - 1);
        var shown = _lines.Count <= most ? _lines
            : most < 3 ? [.. _lines.TakeLast(most)]
            : [.. _lines.Take(most - 2), $"… {_lines.Count - most + 1} more", _lines[^1]];
        string[] cut = [.. shown.Select(line => Cut(PrintableText.OfLine(line), width))];
        foreach (var line in cut) text.Append(line).Append("\u001b[K\n");
        if (cut.Length < _drawn.Length || _drawn.Any(cells => cells > width)) text.Append("\u001b[J");
        _drawn = [.. cut.Select(Cells)];
    }

    // A terminal that became narrower has broken the lines that stand there.
    private void Up(StringBuilder text)
    {
        var rows = _drawn.Sum(cells => Math.Max(1, (cells + Columns - 1) / Columns));
        if (rows > 0) text.Append('\r').Append("\u001b[").Append(Math.Min(rows, Math.Max(1, Rows - 1))).Append('A');
    }

    private static string Cut(string line, int width)
    {
        if (Cells(line) <= width) return line;
        if (width < 2) return "…";
        return $"{Segment.Truncate(new Segment(line), width - 1)?.Text}…";
    }

    private static int Cells(string line) => new Segment(line).CellCount();
}

using Sartor.Core;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sartor.Cli.Terminal;

/// <summary>
/// A table that fits its terminal without breaking a number: where it is too wide it breaks its heads, then leaves out the columns that
/// matter least, then wraps its text. Text is never read as markup, and a line break in it makes no row.
/// </summary>
internal sealed class TextTable : IRenderable
{
    private readonly string[] _columns;
    private readonly List<Text[]> _rows = [];
    private readonly List<string[]> _texts = [];
    private string[] _dispensable = [];

    /// <param name="columns">Their names; one that starts with <c>&gt;</c> holds numbers.</param>
    public TextTable(params ReadOnlySpan<string> columns) => _columns = columns.ToArray();

    /// <summary>The names of the columns, without the mark of numbers.</summary>
    public IEnumerable<string> Heads => _columns.Select(name => name.TrimStart('>'));

    /// <summary>Which columns hold numbers.</summary>
    public IEnumerable<bool> AreNumbers => _columns.Select(name => name.StartsWith('>'));

    /// <summary>The cells, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => _texts;

    /// <summary>Names the columns to leave out on a narrow terminal, the first one first.</summary>
    public TextTable Dispensing(params ReadOnlySpan<string> names)
    {
        _dispensable = names.ToArray();
        return this;
    }

    /// <summary>Adds a row, one cell a column.</summary>
    public void Row(params ReadOnlySpan<string> cells)
    {
        var texts = new Text[cells.Length];
        var plain = new string[cells.Length];
        for (var i = 0; i < cells.Length; i++) texts[i] = new Text(plain[i] = PrintableText.OfLine(cells[i]));
        _rows.Add(texts);
        _texts.Add(plain);
    }

    /// <summary>Adds a row with a style for each cell; null: none.</summary>
    public void Row(params ReadOnlySpan<(string Text, Style? Style)> cells)
    {
        var texts = new Text[cells.Length];
        var plain = new string[cells.Length];
        for (var i = 0; i < cells.Length; i++) texts[i] = new Text(plain[i] = PrintableText.OfLine(cells[i].Text), cells[i].Style);
        _rows.Add(texts);
        _texts.Add(plain);
    }

    public Measurement Measure(RenderOptions options, int maxWidth) => ((IRenderable)Fitting(options, maxWidth)).Measure(options, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        ((IRenderable)Fitting(options, maxWidth)).Render(options, maxWidth);

    private Table Fitting(RenderOptions options, int width)
    {
        var kept = Enumerable.Range(0, _columns.Length).ToList();
        var table = Build(kept, isNarrow: false, wraps: false);
        if (Fits(table)) return table;
        table = Build(kept, isNarrow: true, wraps: false);
        foreach (var name in _dispensable)
        {
            if (Fits(table)) return table;
            kept.RemoveAll(i => _columns[i].TrimStart('>') == name);
            table = Build(kept, isNarrow: true, wraps: false);
        }
        return Fits(table) ? table : Build(kept, isNarrow: true, wraps: true);

        bool Fits(IRenderable candidate) => candidate.Measure(options, int.MaxValue / 2).Max <= width;
    }

    private Table Build(List<int> kept, bool isNarrow, bool wraps)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var i in kept)
        {
            var isNumber = _columns[i].StartsWith('>');
            var head = _columns[i].TrimStart('>');
            if (isNarrow) head = head.Replace(" [", "\n[", StringComparison.Ordinal);
            var column = new TableColumn(new Text(head, new Style(decoration: Decoration.Bold))) { NoWrap = isNumber || !wraps };
            if (isNumber) column.RightAligned();
            table.AddColumn(column);
        }
        for (var r = 0; r < _rows.Count; r++) table.AddRow(kept.Select(i => Cell(r, i, wraps)));
        return table;
    }

    // Names of engines and files have no blanks to break at.
    private Text Cell(int row, int column, bool wraps) => wraps && _texts[row][column].Contains('/') && !_columns[column].StartsWith('>')
        ? new Text(_texts[row][column].Replace("/", "/\n", StringComparison.Ordinal))
        : _rows[row][column];
}

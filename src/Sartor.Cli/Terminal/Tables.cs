using Spectre.Console;

namespace Sartor.Cli.Terminal;

/// <summary>The one look that all tables have. Text is never read as markup.</summary>
internal static class Tables
{
    /// <summary>A table with a rule below its head; a name that starts with <c>&gt;</c> is a column of numbers.</summary>
    public static Table New(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in columns)
        {
            var column = new TableColumn(new Text(name.TrimStart('>'), new Style(decoration: Decoration.Bold))) { NoWrap = true };
            if (name.StartsWith('>')) column.RightAligned();
            table.AddColumn(column);
        }
        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static void Row(Table table, params ReadOnlySpan<string> cells)
    {
        var texts = new Text[cells.Length];
        for (var i = 0; i < cells.Length; i++) texts[i] = new Text(cells[i]);
        table.AddRow(texts);
    }

    /// <summary>Pairs of name and value, one a line; pairs without a value are left out.</summary>
    public static Grid Pairs(IEnumerable<(string Name, string? Value)> pairs)
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) }).AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (name, value) in pairs)
        {
            if (!string.IsNullOrEmpty(value)) grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        }
        return grid;
    }
}

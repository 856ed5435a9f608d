using Spectre.Console;

namespace Sartor.Cli.Terminal;

/// <summary>The look of names with values. Text is never read as markup; tables are <see cref="TextTable"/>s.</summary>
internal static class Tables
{
    /// <summary>Pairs of name and value, one a line; pairs without a value are left out.</summary>
    public static Grid Pairs(IEnumerable<(string Name, string? Value)> pairs)
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) })
            .AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (name, value) in pairs)
        {
            if (!string.IsNullOrEmpty(value)) grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        }
        return grid;
    }
}

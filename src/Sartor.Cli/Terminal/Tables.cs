namespace Sartor.Cli.Terminal;

/// <summary>The look of names with values. Text is never read as markup; tables are <see cref="TextTable"/>s.</summary>
internal static class Tables
{
    /// <summary>Pairs of name and value, one a line; pairs without a value are left out.</summary>
    public static PairList Pairs(IEnumerable<(string Name, string? Value)> pairs) =>
        new([.. pairs.Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => (pair.Name, pair.Value!))]);
}

using System.Globalization;

namespace Sartor.Results.Reports;

/// <summary>A column of a table in a page. A text is stored once: its cells are places in the list of texts.</summary>
public sealed class PageColumn
{
    // More digits than anyone reads take room that 10,000 rows feel.
    private const string Digits = "G7";

    private readonly Dictionary<string, int> _places = [];
    private readonly List<string> _texts = [];
    private readonly List<double?> _cells = [];

    /// <summary>The texts; empty for numbers.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Numbers, or places in the texts; null where there is no value.</summary>
    public IReadOnlyList<double?> Cells => _cells;

    /// <summary>Adds a cell: a text, a whole number, a number (kept with 7 digits), a truth value (0 or 1), or null.</summary>
    public void Add(object? value) => _cells.Add(value switch
    {
        null => null,
        string text => PlaceOf(text),
        bool truth => truth ? 1 : 0,
        double number => double.Parse(number.ToString(Digits, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        _ => System.Convert.ToDouble(value, CultureInfo.InvariantCulture),
    });

    private int PlaceOf(string text)
    {
        if (_places.TryGetValue(text, out var place)) return place;
        _texts.Add(text);
        return _places[text] = _texts.Count - 1;
    }
}

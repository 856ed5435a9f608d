using System.Globalization;
using System.Text;

namespace Sartor.Cli.Tests.Terminal;

/// <summary>
/// A terminal that a test looks at: it knows line feeds, cursor up, and erasing to the end of the line and of the screen.
/// </summary>
internal sealed class Screen(int columns, int rows) : TextWriter
{
    // Rows that one line was broken into stay one line, so that another width breaks it anew.
    private List<StringBuilder> _lines = [new()];
    private int _row;
    private int _column;
    private string _escape = "";

    public int Columns { get; private set; } = columns;

    public int Rows => rows;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>All rows ever shown, without those that are empty at the end.</summary>
    public string[] Shown => [.. string.Join('\n', _lines.Select(line => line.ToString().TrimEnd())).TrimEnd('\n').Split('\n')];

    /// <summary>Where the cursor stands.</summary>
    public (int Row, int Column) Cursor => (_row, _column);

    /// <summary>Rows break anew at another width, as most terminals do; the cursor stays behind what it stood behind.</summary>
    public void Resize(int columns)
    {
        var broken = new List<StringBuilder>();
        for (var i = 0; i < _lines.Count; i++)
        {
            if (i == _row) _row = -1 - broken.Count;
            var text = _lines[i].ToString();
            do
            {
                broken.Add(new StringBuilder(text[..Math.Min(columns, text.Length)]));
                text = text[Math.Min(columns, text.Length)..];
            }
            while (text.Length > 0);
        }
        (_lines, _row, Columns) = (broken, _row < 0 ? -1 - _row : _row, columns);
    }

    public override void Write(string? value)
    {
        foreach (var c in value ?? "") Write(c);
    }

    public override void Write(char value)
    {
        if (_escape.Length > 0 || value == '\u001b') Escape(value);
        else if (value == '\r') _column = 0;
        else if (value == '\n')
        {
            (_row, _column) = (_row + 1, 0);
            if (_row == _lines.Count) _lines.Add(new StringBuilder());
        }
        else
        {
            char.IsControl(value).ShouldBeFalse($"U+{(int)value:X4} reached the terminal");
            if (_column == Columns) Write('\n');
            var line = _lines[_row];
            while (line.Length <= _column) line.Append(' ');
            line[_column++] = value;
        }
    }

    private void Escape(char c)
    {
        _escape += c;
        if (!char.IsAsciiLetter(c)) return;
        var (sequence, line) = (_escape[2..], _lines[_row]);
        _escape = "";
        if (sequence == "K") line.Length = Math.Min(line.Length, _column);
        else if (sequence == "J")
        {
            line.Length = Math.Min(line.Length, _column);
            _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
        }
        else if (sequence[^1] == 'A')
        {
            // Not above the first row that is seen.
            var top = Math.Max(0, _lines.Count - rows);
            _row = Math.Max(top, _row - int.Parse(sequence[..^1], CultureInfo.InvariantCulture));
        }
        else
        {
            throw new InvalidOperationException($"this terminal does not know ESC[{sequence}");
        }
    }
}

using System.Globalization;

namespace Sartor.Formats.Placement;

/// <summary>
/// The targets of a format, from three files of its <c>Placement</c> folder: <c>targets.txt</c>, <c>operators.tsv</c> with a column for
/// each target, and <c>constraints.txt</c>. Each says at its head how it is read.
/// </summary>
internal sealed class PlacementTable
{
    private readonly IReadOnlyDictionary<char, string> _words;
    private readonly IReadOnlyDictionary<char, char> _parts;

    /// <summary>Loads the table of a format.</summary>
    /// <param name="format">Name of its folder: <c>TFLite</c>, <c>Onnx</c>.</param>
    /// <param name="words">What its letters of arithmetic are called; <c>x</c> is all others.</param>
    /// <param name="parts">Letters whose arithmetic is a part of that of another letter.</param>
    /// <param name="advice">What to do about an operator in another arithmetic than a target takes.</param>
    public PlacementTable(
        string format, IReadOnlyDictionary<char, string> words, IReadOnlyDictionary<char, char> parts, Func<string, string> advice)
    {
        (_words, _parts) = (words, parts);
        Advice = advice;
        var operators = Lines(format, "operators.tsv").Select(l => l.Split('\t')).ToArray();
        var constraints = Lines(format, "constraints.txt").Select(PlacementConstraint.Parse).ToLookup(c => c.Target);
        Targets = Lines(format, "targets.txt").Select((line, column) => Of(line.Split('|'), column + 1)).ToDictionary(t => t.Name);

        PlacementTarget Of(string[] words, int column)
        {
            var clauses = words[3].Split(' ');
            return new PlacementTarget(
                words[0], words[1], words[4],
                operators.Where(o => o[column] != "-").ToDictionary(o => o[0], o => Arithmetic(o[column], words[2])),
                [.. constraints[words[0]]])
            {
                MostPartitions = clauses.Select(c => int.TryParse(c, CultureInfo.InvariantCulture, out var most) ? most : (int?)null).Max(),
                StopsAtFirst = clauses.Contains("first"),
                StopsBehind = Names(clauses, "behind:"),
                NotAlone = Names(clauses, "not-alone:"),
                TakesByWaves = clauses.Contains("waves"),
            };
        }
    }

    /// <summary>All targets, by name.</summary>
    public IReadOnlyDictionary<string, PlacementTarget> Targets { get; }

    /// <summary>What to do about an operator in another arithmetic than a target takes; given the letters that it takes.</summary>
    public Func<string, string> Advice { get; }

    /// <summary>Whether an arithmetic is among those of a list of letters; <c>*</c> has all.</summary>
    public bool Takes(string letters, char arithmetic) =>
        letters == "*" || letters.Contains(arithmetic) || (_parts.TryGetValue(arithmetic, out var whole) && letters.Contains(whole));

    /// <summary>What a letter of arithmetic is called.</summary>
    public string Word(char arithmetic) => _words.GetValueOrDefault(arithmetic, "other types");

    // "=LETTERS" behind the mark is an arithmetic of its own, else that of the target, else the cell is the arithmetic itself.
    private static string Arithmetic(string cell, string ofTarget) =>
        cell.IndexOf('=') is >= 0 and var at ? cell[(at + 1)..] : ofTarget == "-" ? cell : ofTarget;

    private static string[] Names(string[] clauses, string head) =>
        Array.Find(clauses, c => c.StartsWith(head, StringComparison.Ordinal))?[head.Length..].Split(',') ?? [];

    private static IEnumerable<string> Lines(string format, string name)
    {
        using var stream = typeof(PlacementTable).Assembly.GetManifestResourceStream($"Sartor.Formats.{format}.Placement.{name}")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#')) yield return line;
        }
    }
}

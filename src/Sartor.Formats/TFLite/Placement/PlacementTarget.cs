using System.Globalization;

namespace Sartor.Formats.TFLite.Placement;

/// <summary>A delegate or compiler: which operators it takes, in which arithmetic, and how.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Title">For people.</param>
/// <param name="Source">Where its table comes from.</param>
/// <param name="Operators">The arithmetic of each operator that it takes: letters f, q, i and h.</param>
/// <param name="Constraints">What it asks beyond that.</param>
internal sealed record PlacementTarget(
    string Name, string Title, string Source, IReadOnlyDictionary<string, string> Operators, IReadOnlyList<PlacementConstraint> Constraints)
{
    private static readonly Lazy<IReadOnlyDictionary<string, PlacementTarget>> Table = new(Load);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, PlacementTarget> All => Table.Value;

    /// <summary>How many partitions it takes at most; null for all.</summary>
    public int? MostPartitions { get; init; }

    /// <summary>Everything after the first operator that it does not take stays on the processor.</summary>
    public bool StopsAtFirst { get; init; }

    private static Dictionary<string, PlacementTarget> Load()
    {
        var operators = PlacementData.Lines("operators.tsv").Select(l => l.Split('\t')).ToArray();
        var constraints = PlacementData.Lines("constraints.txt").Select(PlacementConstraint.Parse).ToLookup(c => c.Target);
        return PlacementData.Lines("targets.txt").Select((line, column) => Of(line.Split('|'), column + 1)).ToDictionary(t => t.Name);

        PlacementTarget Of(string[] words, int column) => new(
            words[0], words[1], words[4],
            operators.Where(o => o[column] != "-").ToDictionary(o => o[0], o => words[2] == "-" ? o[column] : words[2]),
            [.. constraints[words[0]]])
        {
            MostPartitions = int.TryParse(words[3], CultureInfo.InvariantCulture, out var most) ? most : null,
            StopsAtFirst = words[3] == "first",
        };
    }
}

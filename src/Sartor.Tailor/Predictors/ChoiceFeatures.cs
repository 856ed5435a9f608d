namespace Sartor.Tailor.Predictors;

/// <summary>What a sum is made of: each choice of each position but its first, and with pairs also each two of neighbours.</summary>
/// <param name="choices">The number of choices at each position, at least one.</param>
/// <param name="pairs">Whether two choices side by side may count more or less than the two alone.</param>
internal sealed class ChoiceFeatures(IReadOnlyList<int> choices, bool pairs)
{
    private readonly int[] _single = Starts(choices.Select(count => count - 1));
    private readonly int[] _pair = Starts(choices.Zip(choices.Skip(1), (one, next) => (one - 1) * (next - 1)));

    public int PositionCount => choices.Count;

    public IReadOnlyList<int> Choices => choices;

    public bool Pairs => pairs;

    public int Count => _single[^1] + (pairs ? _pair[^1] : 0);

    /// <summary>The feature of a choice; null for the first of a position, which the constant has.</summary>
    public int? Single(int position, int choice) => choice == 0 ? null : _single[position] + choice - 1;

    /// <summary>The feature of two neighbours; null without pairs, or where one is the first of its position.</summary>
    public int? Pair(int position, int choice, int next) => !pairs || choice == 0 || next == 0
        ? null
        : _single[^1] + _pair[position] + ((choice - 1) * (choices[position + 1] - 1)) + next - 1;

    /// <summary>1 for each feature that a network has, 0 for the others.</summary>
    public double[] Row(IReadOnlyList<int> network)
    {
        var row = new double[Count];
        for (var position = 0; position < PositionCount; position++)
        {
            if (Single(position, network[position]) is { } single) row[single] = 1;
            if (position + 1 < PositionCount && Pair(position, network[position], network[position + 1]) is { } pair) row[pair] = 1;
        }
        return row;
    }

    private static int[] Starts(IEnumerable<int> counts)
    {
        var starts = new List<int> { 0 };
        foreach (var count in counts) starts.Add(starts[^1] + count);
        return [.. starts];
    }
}

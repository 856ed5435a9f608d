namespace Sartor.Tailor.Search;

/// <summary>The beginnings of networks that end in one state and that no other there beats: their sums, and the way they came.</summary>
/// <param name="objectives">The number of sums of each.</param>
internal sealed class LabelSet(int objectives)
{
    private double[] _costs = new double[16 * objectives];
    private (int Edge, int Option, int Previous)[] _ways = new (int, int, int)[16];

    public int Count { get; private set; }

    /// <summary>The sums of one beginning.</summary>
    public ReadOnlySpan<double> Costs(int label) => _costs.AsSpan(label * objectives, objectives);

    /// <summary>The last edge and option of a beginning, and its number in the set of the state before.</summary>
    public (int Edge, int Option, int Previous) Way(int label) => _ways[label];

    public void Add(ReadOnlySpan<double> costs, int edge, int option, int previous)
    {
        if (Count == _ways.Length)
        {
            Array.Resize(ref _ways, 2 * Count);
            Array.Resize(ref _costs, 2 * Count * objectives);
        }
        costs.CopyTo(_costs.AsSpan(Count * objectives));
        _ways[Count++] = (edge, option, previous);
    }

    /// <summary>Those of the given numbers, in their order.</summary>
    public LabelSet Select(IReadOnlyCollection<int> labels)
    {
        var kept = new LabelSet(objectives);
        foreach (var label in labels)
        {
            var (edge, option, previous) = _ways[label];
            kept.Add(Costs(label), edge, option, previous);
        }
        return kept;
    }
}

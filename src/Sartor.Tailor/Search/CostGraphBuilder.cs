namespace Sartor.Tailor.Search;

/// <summary>Collects states and options, and checks them.</summary>
/// <param name="objectives">The names of what is summed, at least one.</param>
internal sealed class CostGraphBuilder(params IReadOnlyList<string> objectives)
{
    private readonly List<int> _layers = [];
    private readonly Dictionary<(int From, int To), (List<int> Labels, List<double> Costs)> _edges = [];

    /// <summary>Adds a state.</summary>
    /// <param name="layer">The number of the decision that is made there.</param>
    /// <returns>Its number.</returns>
    public int AddState(int layer)
    {
        _layers.Add(layer);
        return _layers.Count - 1;
    }

    /// <summary>Adds one option.</summary>
    /// <param name="from">The state where it is chosen.</param>
    /// <param name="to">The state that follows; added later than <paramref name="from"/>, and of a later layer.</param>
    /// <param name="label">The number of the choice; each is there once between two states.</param>
    /// <param name="costs">What it adds to each objective: finite numbers.</param>
    public void Add(int from, int to, int label, params ReadOnlySpan<double> costs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, to);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(to, _layers.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_layers[from], _layers[to], "layer");
        if (costs.Length != objectives.Count) throw new ArgumentException("one cost for each objective", nameof(costs));
        foreach (var cost in costs)
        {
            if (!double.IsFinite(cost)) throw new ArgumentException("a cost is not a finite number", nameof(costs));
        }
        if (!_edges.TryGetValue((from, to), out var edge)) _edges[(from, to)] = edge = ([], []);
        edge.Labels.Add(label);
        edge.Costs.AddRange(costs);
    }

    /// <summary>The graph; its first state is the one added first, its last the one added last.</summary>
    public CostGraph Build() => new(
        objectives,
        [.. _layers],
        [.. _edges.OrderBy(edge => edge.Key).Select(edge =>
            new CostEdge(edge.Key.From, edge.Key.To, [.. edge.Value.Labels], [.. edge.Value.Costs]))]);
}

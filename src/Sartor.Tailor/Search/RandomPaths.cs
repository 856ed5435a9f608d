namespace Sartor.Tailor.Search;

/// <summary>Networks drawn at random, changed at random and mixed, each of them one of the graph: for the searches that guess.</summary>
internal sealed class RandomPaths(CostGraph graph, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Each option of a state is as likely as another.</summary>
    public RandomPath Draw() => Walk((_, _) => null);

    /// <summary>Each choice is drawn anew with a probability; the others stay where they still exist.</summary>
    public RandomPath Mutate(RandomPath path, double probability) =>
        Walk((layer, _) => _random.NextDouble() < probability ? null : path.Choice(layer));

    /// <summary>Each choice is that of one of the two, where it still exists.</summary>
    public RandomPath Cross(RandomPath one, RandomPath other) =>
        Walk((layer, _) => (_random.NextDouble() < 0.5 ? one : other).Choice(layer));

    /// <summary>A number from 0 to below a limit, from the same seed.</summary>
    public int Next(int limit) => _random.Next(limit);

    private RandomPath Walk(Func<int, int, (int Label, int Layer)?> wanted)
    {
        var choices = new Dictionary<int, (int Label, int Layer)>();
        var labels = new List<int>();
        var costs = new double[graph.Objectives.Count];
        for (var state = 0; state != graph.LastState;)
        {
            var layer = graph.Layers[state];
            var (edge, option) = Pick(state, wanted(layer, state));
            choices[layer] = (edge.Labels[option], graph.Layers[edge.To]);
            labels.Add(edge.Labels[option]);
            for (var objective = 0; objective < costs.Length; objective++) costs[objective] += edge.Costs(option)[objective];
            state = edge.To;
        }
        return new RandomPath(choices, new FoundPath([.. labels], [.. costs]));
    }

    private (CostEdge Edge, int Option) Pick(int state, (int Label, int Layer)? wanted)
    {
        var edges = graph.From(state);
        if (wanted is { } choice)
        {
            foreach (var edge in edges)
            {
                for (var option = 0; option < edge.OptionCount; option++)
                {
                    if (edge.Labels[option] == choice.Label && graph.Layers[edge.To] == choice.Layer) return (edge, option);
                }
            }
        }
        var count = 0;
        foreach (var edge in edges) count += edge.OptionCount;
        var drawn = _random.Next(count);
        foreach (var edge in edges)
        {
            if (drawn < edge.OptionCount) return (edge, drawn);
            drawn -= edge.OptionCount;
        }
        throw new InvalidOperationException("a state without an option");
    }
}

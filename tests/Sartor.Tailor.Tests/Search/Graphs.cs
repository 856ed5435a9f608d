using Sartor.Tailor.Search;

namespace Sartor.Tailor.Tests.Search;

/// <summary>
/// Cost graphs from a seed: stages whose blocks may end early, over several widths and resolutions, as search spaces have them.
/// </summary>
internal static class Graphs
{
    /// <param name="seed">The same seed gives the same graph.</param>
    /// <param name="stages">The number of stages; each has one to three blocks.</param>
    /// <param name="objectives">The number of costs of each option.</param>
    /// <param name="whole">Whole numbers as costs, so that many networks cost the same.</param>
    public static CostGraph Random(int seed, int stages, int objectives = 2, bool whole = false)
    {
        var random = new Random(seed);
        var builder = new CostGraphBuilder([.. Enumerable.Range(0, objectives).Select(o => $"objective {o}")]);
        double[] Costs() => [.. Enumerable.Range(0, objectives).Select(_ => whole ? random.Next(0, 6) : random.NextDouble() * 10)];
        var first = builder.AddState(0);
        var layer = 1;
        var states = Enumerable.Range(0, random.Next(1, 4)).Select(_ => builder.AddState(layer)).ToList();
        for (var resolution = 0; resolution < states.Count; resolution++) builder.Add(first, states[resolution], resolution, Costs());
        for (var stage = 0; stage < stages; stage++)
        {
            var blocks = random.Next(1, 4);
            var ended = new List<List<int>>();
            for (var block = 0; block < blocks; block++)
            {
                layer++;
                var next = states.Select(_ => builder.AddState(layer)).ToList();
                for (var state = 0; state < states.Count; state++)
                {
                    foreach (var choice in Enumerable.Range(0, random.Next(1, 4))) builder.Add(states[state], next[state], choice, Costs());
                }
                ended.Add(next);
                states = next;
            }
            layer++;
            var joined = states.Select(_ => builder.AddState(layer)).ToList();
            foreach (var depth in ended)
            {
                for (var state = 0; state < depth.Count; state++)
                {
                    foreach (var width in Enumerable.Range(0, random.Next(1, joined.Count + 1)))
                        builder.Add(depth[state], joined[(state + width) % joined.Count], 10 + width, Costs());
                }
            }
            states = joined;
        }
        layer++;
        var last = builder.AddState(layer);
        foreach (var state in states) builder.Add(state, last, 0, new double[objectives]);
        return builder.Build();
    }

    /// <summary>The front of a list by its definition: who is not beaten by another.</summary>
    public static double[][] Front(IEnumerable<FoundPath> all)
    {
        var costs = all.Select(path => path.Costs.ToArray()).ToArray();
        return [.. costs.Where(one => !costs.Any(other => Beats(other, one)))
            .DistinctBy(one => string.Join(' ', one.Select(cost => cost.ToString("R"))))];
    }

    private static bool Beats(double[] one, double[] other) =>
        one.Zip(other).All(pair => pair.First <= pair.Second) && one.Zip(other).Any(pair => pair.First < pair.Second);
}

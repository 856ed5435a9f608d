namespace Sartor.Tailor.Search;

/// <summary>
/// The beam search that AutoTailor publishes: from 50 networks the best five go on, and their mutants make the next 50, seven times. For
/// comparison; the same for the same seed, and it gives up where the published one does not end.
/// </summary>
internal sealed class BeamSearch(CostGraph graph, int seed)
{
    private const int MostDraws = 10_000;

    public int Samples { get; init; } = 50;

    public int Kept { get; init; } = 5;

    public int Depth { get; init; } = 7;

    public double MutationProbability { get; init; } = 0.1;

    /// <summary>The best network found within the budget of the first objective; null where none was drawn that keeps it.</summary>
    public FoundPath? Run(double budget)
    {
        var paths = new RandomPaths(graph, seed);
        bool Fits(RandomPath path) => path.Path.Costs[0] <= budget;
        var beam = Enumerable.Range(0, MostDraws).Select(_ => paths.Draw()).Where(Fits).Take(Samples).ToList();
        for (var step = 0; step < Depth && beam.Count > 0; step++)
        {
            beam = [.. beam.OrderBy(path => path.Path.Costs[1]).Take(Kept)];
            var parents = beam.ToArray();
            beam.AddRange(Enumerable.Range(0, MostDraws).Select(i => paths.Mutate(parents[i % parents.Length], MutationProbability))
                .Where(Fits).Take(Samples));
        }
        return beam.MinBy(path => path.Path.Costs[1])?.Path;
    }
}

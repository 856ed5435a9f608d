namespace Sartor.Tailor.Search;

/// <summary>
/// The evolutionary search that Once-for-All publishes (Cai et al., ICLR 2020: population 100, 500 generations, a quarter are parents, half
/// of the children mutants, one choice in ten mutated), for comparison. The published one draws until a network keeps the budget, for ever
/// if none does; this one gives up. It is the same for the same seed.
/// </summary>
internal sealed class GeneticSearch(CostGraph graph, int seed)
{
    private const int MostDraws = 10_000;

    public int Population { get; init; } = 100;

    public int Generations { get; init; } = 500;

    public double ParentShare { get; init; } = 0.25;

    public double MutantShare { get; init; } = 0.5;

    public double MutationProbability { get; init; } = 0.1;

    /// <summary>The best network found within the budget of the first objective; null where none was drawn that keeps it.</summary>
    public FoundPath? Run(double budget)
    {
        var paths = new RandomPaths(graph, seed);
        if (Within(paths.Draw, budget) is not { } first) return null;
        var population = new List<RandomPath> { first };
        while (population.Count < Population) population.Add(Within(paths.Draw, budget) ?? first);
        for (var generation = 0; generation < Generations; generation++)
        {
            var parents = population.OrderBy(path => path.Path.Costs[1]).Take(Math.Max(1, (int)(ParentShare * Population))).ToArray();
            population = [.. parents];
            var mutants = (int)(MutantShare * Population);
            RandomPath Parent() => parents[paths.Next(parents.Length)];
            for (var child = 0; child < Population; child++)
            {
                var made = child < mutants
                    ? Within(() => paths.Mutate(Parent(), MutationProbability), budget)
                    : Within(() => paths.Cross(Parent(), Parent()), budget);
                population.Add(made ?? Parent());
            }
        }
        return population.MinBy(path => path.Path.Costs[1])!.Path;
    }

    private static RandomPath? Within(Func<RandomPath> draw, double budget)
    {
        for (var tries = 0; tries < MostDraws; tries++)
        {
            var path = draw();
            if (path.Path.Costs[0] <= budget) return path;
        }
        return null;
    }
}

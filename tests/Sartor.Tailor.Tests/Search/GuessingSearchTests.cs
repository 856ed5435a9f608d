using Sartor.Tailor.Search;

namespace Sartor.Tailor.Tests.Search;

public class GuessingSearchTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_AnyBudget_IsNeverBetterThanTheExactSearch(int seed)
    {
        var graph = Graphs.Random(seed, stages: 4);
        var relaxed = Relaxation.Of(graph, 0, 1e6, 1);
        foreach (var share in (double[])[0.2, 0.5, 0.8])
        {
            var budget = relaxed.Smallest + (share * (relaxed.Feasible!.Costs[0] - relaxed.Smallest));
            var exact = BudgetSearch.Run(graph, budget).Best[0].Costs[1];

            var genetic = new GeneticSearch(graph, seed) { Generations = 20 }.Run(budget);
            var beam = new BeamSearch(graph, seed).Run(budget);

            foreach (var found in new[] { genetic, beam }.OfType<FoundPath>())
            {
                found.Costs[0].ShouldBeLessThanOrEqualTo(budget);
                found.Costs[1].ShouldBeGreaterThanOrEqualTo(exact - 1e-9);
            }
        }
    }

    [Fact]
    public void Run_SmallGraph_FindsWhatTheExactSearchFinds()
    {
        var graph = Graphs.Random(3, stages: 2);
        var times = BruteForce.All(graph).Select(path => path.Costs[0]).Order().ToArray();
        var budget = times[times.Length / 2];

        var found = new GeneticSearch(graph, 1) { Generations = 20 }.Run(budget)!;

        found.Costs[1].ShouldBe(BudgetSearch.Run(graph, budget).Best[0].Costs[1], 1e-9);
    }

    [Fact]
    public void Run_InfeasibleBudget_EndsWithNothing()
    {
        var graph = Graphs.Random(4, stages: 3);

        new GeneticSearch(graph, 1).Run(-1).ShouldBeNull();
        new BeamSearch(graph, 1).Run(-1).ShouldBeNull();
    }

    [Fact]
    public void Run_SameSeed_FindsTheSame()
    {
        var graph = Graphs.Random(6, stages: 6);
        var budget = Relaxation.Of(graph, 0, 0, 1).Smallest * 1.5;

        new GeneticSearch(graph, 9) { Generations = 5 }.Run(budget).ShouldBe(new GeneticSearch(graph, 9) { Generations = 5 }.Run(budget));
        new BeamSearch(graph, 9).Run(budget).ShouldBe(new BeamSearch(graph, 9).Run(budget));
    }
}

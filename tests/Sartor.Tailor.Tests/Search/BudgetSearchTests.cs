using Sartor.Tailor.Search;

namespace Sartor.Tailor.Tests.Search;

public class BudgetSearchTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_AnyBudget_FindsTheBestNetworksAndABoundBelowThem(int seed)
    {
        var graph = Graphs.Random(seed, stages: 1 + (seed % 3), whole: seed % 2 == 0);
        var all = BruteForce.All(graph).ToArray();
        var times = all.Select(path => path.Costs[0]).Order().ToArray();
        foreach (var share in (double[])[0, 0.1, 0.3, 0.5, 0.9, 1])
        {
            var budget = times[(int)(share * (times.Length - 1))];
            var keep = 1 + (seed % 4);

            var outcome = BudgetSearch.Run(graph, budget, keep);

            var best = all.Where(path => path.Costs[0] <= budget + 1e-9).Select(path => path.Costs[1]).Order().Take(keep).ToArray();
            outcome.Best.Select(path => path.Costs[1]).ToArray().ShouldBe(best, 1e-9);
            outcome.Bound.ShouldBeLessThanOrEqualTo(best[0] + 1e-9);
            outcome.SmallestBudget.ShouldBe(times[0], 1e-9);
        }
    }

    [Fact]
    public void Run_BudgetBelowTheSmallest_SaysHowMuchIsNeeded()
    {
        var graph = Graphs.Random(7, stages: 2);
        var smallest = BruteForce.All(graph).Min(path => path.Costs[0]);

        var outcome = BudgetSearch.Run(graph, smallest * 0.99);

        outcome.IsFeasible.ShouldBeFalse();
        outcome.SmallestBudget.ShouldBe(smallest, 1e-9);
    }

    [Fact]
    public void Run_EnoughForAll_LeavesNoGap()
    {
        var outcome = BudgetSearch.Run(Graphs.Random(8, stages: 3), 1e6);

        outcome.Gap.ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Of_HullOfThreePoints_GivesTheLineBetweenTheTwoBesideTheBudget()
    {
        // Three networks: (1, 9), (2, 3), (5, 0). At a budget of 3.5 the hull between the last two is 1.5.
        var builder = new CostGraphBuilder("ms", "loss");
        var (first, last) = (builder.AddState(0), builder.AddState(1));
        builder.Add(first, last, 0, 1, 9);
        builder.Add(first, last, 1, 2, 3);
        builder.Add(first, last, 2, 5, 0);

        var relaxed = Relaxation.Of(builder.Build(), 0, 3.5, 1);

        relaxed.Bound.ShouldBe(1.5, 1e-12);
        relaxed.Price.ShouldBe(1, 1e-12);
        relaxed.Feasible!.Labels[0].ShouldBe(1);
    }
}

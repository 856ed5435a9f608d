using Sartor.Core;
using Sartor.Tailor.Search;

namespace Sartor.Tailor.Tests.Search;

public class ExactSearchTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_AnyGraph_GivesTheFrontOfAllNetworks(int seed)
    {
        var graph = Graphs.Random(seed, stages: 1 + (seed % 3), whole: seed % 2 == 0);

        var front = new ExactSearch(graph).Run();

        front.Epsilon.ShouldBe(0);
        Compare(front.Paths, Graphs.Front(BruteForce.All(graph)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_ThreeObjectivesAndABound_GivesTheFrontOfTheNetworksWithin(int seed)
    {
        var graph = Graphs.Random(seed, stages: 1 + (seed % 2), objectives: 3, whole: seed % 2 == 0);
        var all = BruteForce.All(graph).ToArray();
        var bound = all.Select(path => path.Costs[2]).Order().ElementAt(all.Length / 3);

        var front = new ExactSearch(graph, Cut.Of(3, 2, bound)).Run();

        Compare(front.Paths, Graphs.Front(all.Where(path => path.Costs[2] <= bound)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_KeepingSeveral_HasTheBestOfEveryBudget(int seed)
    {
        var graph = Graphs.Random(seed, stages: 1 + (seed % 3));
        var all = BruteForce.All(graph).ToArray();

        var front = new ExactSearch(graph) { Keep = 4 }.Run();

        foreach (var budget in all.Select(path => path.Costs[0]).Order().Where((_, i) => i % Math.Max(1, all.Length / 10) == 0))
        {
            var best = all.Where(path => path.Costs[0] <= budget).Select(path => path.Costs[1]).Order().Take(4).ToArray();
            front.Within(budget).Take(4).Select(path => path.Costs[1]).ToArray().ShouldBe(best, 1e-9);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_MergingBeginnings_StaysWithinWhatItSays(int seed)
    {
        var graph = Graphs.Random(seed, stages: 3);
        var exact = new ExactSearch(graph).Run();

        var merged = new ExactSearch(graph) { MostLabels = 5 }.Run();

        foreach (var path in exact.Paths)
        {
            merged.Paths.ShouldContain(found =>
                found.Costs[0] <= path.Costs[0] + merged.Epsilon + 1e-9 && found.Costs[1] <= path.Costs[1] + 1e-9);
        }
        if (exact.Paths.Count > 3 * merged.Paths.Count) merged.Epsilon.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Run_EachPath_CostsWhatItsOptionsCost()
    {
        var graph = Graphs.Random(3, stages: 3);
        var all = BruteForce.All(graph).ToDictionary(path => path.Labels, path => path.Costs);

        foreach (var path in new ExactSearch(graph) { Keep = 3 }.Run().Paths)
            all[path.Labels].ToArray().ShouldBe([.. path.Costs], 1e-9);
    }

    [Fact]
    public void Run_TwoOptionsThatCostTheSame_GivesOne()
    {
        var builder = new CostGraphBuilder("ms", "loss");
        var (first, last) = (builder.AddState(0), builder.AddState(1));
        builder.Add(first, last, 0, 1, 1);
        builder.Add(first, last, 1, 1, 1);
        builder.Add(first, last, 2, 2, 1);

        new ExactSearch(builder.Build()).Run().Paths.Select(path => path.Labels[0]).ShouldBe([0]);
    }

    [Fact]
    public void Run_NoNetworkKeepsTheBound_GivesNone() =>
        new ExactSearch(Graphs.Random(5, stages: 2), Cut.Of(2, 0, -1)).Run().Paths.ShouldBeEmpty();

    [Fact]
    public void CountPaths_AnyGraph_CountsWhatBruteForceWalks()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var graph = Graphs.Random(seed, stages: 2);
            graph.CountPaths().ShouldBe(BruteForce.All(graph).Count());
        }
    }

    [Fact]
    public void All_MoreThanAMillion_IsRefused() =>
        Should.Throw<OptionException>(() => BruteForce.All(Graphs.Random(1, stages: 12))).Message.ShouldContain("too many to try each");

    private static void Compare(IReadOnlyList<FoundPath> found, double[][] expected)
    {
        found.Count.ShouldBe(expected.Length);
        foreach (var costs in expected)
            found.ShouldContain(path => path.Costs.Zip(costs).All(pair => Math.Abs(pair.First - pair.Second) < 1e-9));
    }
}

using Sartor.Tailor.Codes;
using Sartor.Tailor.Search;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Tests.Spaces;

namespace Sartor.Tailor.Tests.Codes;

public class SpaceGraphTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Of_SmallSpace_HasEachNetworkOnceAtItsCost(int seed)
    {
        var space = MadeUpSpaces.Random(seed);

        var graph = SpaceGraph.Of(space, new MadeUpCosts());

        graph.CountPaths().ShouldBe(space.DistinctCount);
        var found = BruteForce.All(graph).ToDictionary(path => PathCode.Of(space, path), path => path.Costs[0]);
        found.Count.ShouldBe((int)space.DistinctCount);
        foreach (var code in SubNetCode.All(space)) found[code].ShouldBe(Cost(space, code), 1e-9);
    }

    [Fact]
    public void Of_WidthsThatStagesShare_DecidesThemOnceAndCarriesThem()
    {
        // The stem has the width of the stage behind it, and the head that of the first stage.
        var second = new Decision("second.width_mult", [0.5, 1]);
        var space = new SearchSpace("shared", [128, 160],
        [
            new SpaceStage("stem", new Decision("stem.width_mult", [0.25, 0.5, 1]) { TiedTo = "first" }, null, []),
            new SpaceStage("first", new Decision("first.width_mult", [0.25, 0.5, 1]), new Decision("first.reduce_depth", [0, -1]),
                [Block("a", false), Block("b", true)]),
            new SpaceStage("second", second, null, [Block("c", false)]),
            new SpaceStage("head", new Decision("head.width_mult", [0.25, 0.5, 1]) { TiedTo = "first" }, null, []),
        ]);

        var graph = SpaceGraph.Of(space, new MadeUpCosts());

        graph.CountPaths().ShouldBe(space.DistinctCount);
        space.DistinctCount.ShouldBe(2 * 3 * (2 + 4) * (2 * 2));
        var found = BruteForce.All(graph).ToDictionary(path => PathCode.Of(space, path), path => path.Costs[0]);
        foreach (var code in SubNetCode.All(space)) found[code].ShouldBe(Cost(space, code), 1e-9);
    }

    [Fact]
    public void Of_SpaceOfOnceForAll_HasEachOfItsNetworks()
    {
        var space = MadeUpSpaces.OnceForAll();

        var graph = SpaceGraph.Of(space, new MadeUpCosts());

        graph.CountPaths().ShouldBe(space.DistinctCount);
        var front = new ExactSearch(graph).Run();
        front.Paths.Count.ShouldBe(1);
        PathCode.Of(space, front.Paths[0]).ToString().ShouldBe(Cheapest(space));
    }

    private static SpaceBlock Block(string name, bool removable) =>
        new(name, "Block", removable, [new Decision($"{name}.expand_ratio", [2, 3])]);

    // Costs rise with every choice: the smallest network is the cheapest.
    private static string Cheapest(SearchSpace space) => SubNetCode.Of(space, space.Decisions
        .Where(decision => !decision.Name.EndsWith($"b2.{decision.Knob}", StringComparison.Ordinal)
            && !decision.Name.EndsWith($"b3.{decision.Knob}", StringComparison.Ordinal))
        .ToDictionary(decision => decision.Name, decision => decision.Values.Min())).ToString();

    // The cost of a code by its own walk over the space.
    private static double Cost(SearchSpace space, SubNetCode code)
    {
        var values = code.Choices.ToDictionary(choice => choice.Decision.Name, choice => choice.Value);
        var resolution = values[space.Resolution.Name]!.Value;
        var (sum, before) = (MadeUpCosts.Resolution(resolution), 1.0);
        foreach (var stage in space.Stages)
        {
            var owner = stage.Width?.TiedTo ?? stage.Name;
            var width = values.GetValueOrDefault($"{owner}.{Knob.Width}") ?? 1;
            var depth = stage.Depth is null ? 0 : values[stage.Depth.Name]!.Value;
            sum += MadeUpCosts.Stage(stage.Name, resolution, before, width, depth);
            foreach (var (block, _) in stage.Blocks.Zip(stage.Remaining(depth)).Where(pair => pair.Second))
            {
                sum += MadeUpCosts.Block(block.Name, resolution, before, width, [.. block.Decisions.Select(d => values[d.Name]!.Value)]);
                before = width;
            }
            before = width;
        }
        return sum;
    }

    private sealed class MadeUpCosts : ISpaceCosts
    {
        public IReadOnlyList<string> Objectives { get; } = ["cost"];

        public static double Resolution(double resolution) => resolution / 100;

        public static double Stage(string name, double resolution, double before, double width, double depth) =>
            name.Length + (resolution * before * 0.01) + (width * 3) + (5 + depth);

        public static double Block(string name, double resolution, double before, double width, double[] values) =>
            name.Length + (resolution * resolution * before * width / 5000) + values.Select((value, i) => value * (i + 1)).Sum();

        public void OfResolution(double resolution, Span<double> costs) => costs[0] = Resolution(resolution);

        public void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs) =>
            costs[0] = Stage(stage.Name, place.Resolution, place.Before, place.Width, depth);

        public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs) =>
            costs[0] = Block(block.Name, place.Resolution, place.Before, place.Width, [.. values]);
    }
}

using Sartor.Graph.Ir;
using Sartor.Graph.Layouts;
using Sartor.Graph.Passes;
using Sartor.Graph.Tests.Passes;

namespace Sartor.Graph.Tests.Layouts;

/// <summary>Cuts against the cost of every labelling of their region, taken from the layouts that the labelling leads to.</summary>
public sealed class LayoutCutTests
{
    private const int MostNodes = 8;

    [Fact]
    public void Cut_of_random_regions_is_the_least_of_all_labellings()
    {
        int regions = 0, exact = 0, optimal = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var graph = RandomNetwork.Of(seed, 14).Graph;
            new ChannelsLastPass().Run(graph);
            foreach (var index in Enumerable.Range(0, Shifts(new LayoutGraph(graph)).Length))
            {
                var (layouts, region) = Region(graph, index);
                if (region.Nodes.Count is 0 or > MostNodes) continue;
                var cut = LayoutCut.Of(region, layouts.Nodes.Count);
                var costs = Enumerable.Range(0, 1 << region.Nodes.Count).Select(
                    labels => Cost(graph, index, node => (labels >> node & 1) == 1)).ToArray();
                var permuted = cut.Permuted.Select(n => Array.IndexOf([.. region.Nodes], n)).ToHashSet();
                var reached = Cost(graph, index, permuted.Contains);

                regions++;
                if (reached == costs.Min()) optimal++;
                reached.ShouldBeLessThanOrEqualTo(costs[0], $"seed {seed}, shift {index}");
                (permuted.Count > 0).ShouldBe(reached < costs[0]);
                (cut.Present - cut.Cost).ShouldBeLessThanOrEqualTo(costs[0] - reached, "the cut promises more than there is");
                if (!cut.IsExact) continue;
                exact++;
                reached.ShouldBe(costs.Min(), $"seed {seed}, shift {index}");
                (cut.Present - cut.Cost).ShouldBe(costs[0] - reached);
            }
        }
        regions.ShouldBeGreaterThan(100);
        exact.ShouldBeInRange((regions * 9 / 10) + 1, regions - 1);
        optimal.ShouldBeGreaterThan(regions * 9 / 10);
    }

    private static LayoutShift[] Shifts(LayoutGraph layouts) =>
        [
            .. from source in layouts.Sources
               from layout in source.Readers.Select(r => r.Path).Append(Permutation.Identity(source.Type.Shape!.Rank)).Distinct()
               select new LayoutShift(source, layout),
        ];

    private static (LayoutGraph Layouts, LayoutRegion Region) Region(ModelGraph graph, int index)
    {
        var layouts = new LayoutGraph(graph);
        return (layouts, new LayoutRegion(Shifts(layouts)[index]));
    }

    private static LayoutPrice Cost(ModelGraph graph, int index, Func<int, bool> isPermuted)
    {
        var (layouts, region) = Region(graph, index);
        foreach (var (i, node) in region.Nodes.Index().ToArray())
        {
            if (isPermuted(i)) node.Apply(region[node]);
        }
        return layouts.Cost();
    }
}

using Sartor.Graph.Ir;
using Sartor.Graph.Layouts;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

/// <summary>What <see cref="MoveTransposesPass"/> promises of every network, on random ones.</summary>
public sealed class MoveTransposesOfRandomNetworksTests
{
    [Theory]
    [InlineData(8, 100)]
    [InlineData(20, 80)]
    [InlineData(40, 50)]
    public void Random_networks_keep_results_and_never_move_more(int steps, int count)
    {
        for (var seed = 0; seed < count; seed++)
        {
            var g = RandomNetwork.Of(seed, steps);
            var plain = GraphClone.Of(g.Graph);
            foreach (var pass in new IGraphPass[] { new AlignRanksPass(), new ChannelsLastPass(), new BoundaryTransposesPass() })
                pass.Run(plain);

            g.ShouldKeepResults(new AlignRanksPass(), new ChannelsLastPass(), new MoveTransposesPass());
            var moved = g.Dump();
            new MoveTransposesPass().Run(g.Graph).ShouldBeFalse($"seed {seed}\n{moved}");
            g.Dump().ShouldBe(moved);
            var priced = TransposeCost.Bytes(new LayoutGraph(g.Graph).Cost());
            var outputs = g.Graph.Outputs.Select(Untransposed).ToArray();
            g.ShouldKeepResults(new BoundaryTransposesPass());
            // The price knows of each value one output, and that of a node.
            if (outputs.Distinct().Count() < outputs.Length || outputs.Any(o => o.Producer is null)) continue;
            BytesMoved(g.Graph).ShouldBe(priced, $"seed {seed}\n{moved}");
            BytesMoved(g.Graph).ShouldBeLessThanOrEqualTo(BytesMoved(plain), $"seed {seed}");
        }
    }

    private static Value Untransposed(Value value)
    {
        while (value.Producer is { Operator: Transpose } transpose) value = transpose.Input(0);
        return value;
    }

    private static long BytesMoved(ModelGraph graph) => graph.Nodes
        .Where(
            n =>
                n.Operator is Transpose t && !t.Permutation.KeepsOrder(n.Input(0).Type.Shape!)).Sum(n =>
                    n.Output.Type.Shape!.ElementCount * 4);
}

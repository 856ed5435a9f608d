using Sartor.Core;
using Sartor.Tailor.Searching;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Tests.Latency;
using Sartor.Tailor.Tests.SubNets;

namespace Sartor.Tailor.Tests.Searching;

/// <summary>Searches against a look at every network.</summary>
public sealed class SpaceSearchTests
{
    [Fact]
    public void Within_EachBudget_FindsTheBestOfAllNetworks()
    {
        using var network = DemoSuperNet.OpenSmall();
        var search = new SpaceSearch(network, MadeUpLatencies.Of(network, (sum, _) => 1.1 * sum), null);
        var all = SubNetCode.All(network.Space).Select(code => (Code: code, Ms: search.Latency!.Predict(code).Milliseconds,
            Macs: network.SubNet(code).Graph.Nodes.Sum(node => node.Operator.Macs(node.InputTypes, node.OutputTypes)))).ToArray();
        foreach (var budget in all.Select(one => one.Ms + 1e-9))
        {
            var (best, outcome) = search.Within(budget, 3);

            // Without accuracies, the largest network is wanted.
            var expected = all.Where(one => one.Ms <= budget).OrderByDescending(one => one.Macs).ToArray();
            best.Count.ShouldBe(Math.Min(3, expected.Length));
            all.Single(one => one.Code.Equals(best[0])).Macs.ShouldBe(expected[0].Macs);
            outcome.Bound.ShouldBeLessThanOrEqualTo(-expected[0].Macs + 1e-3);
        }
    }

    [Fact]
    public void Within_BudgetBelowAll_SaysTheSmallestThatANetworkKeeps()
    {
        using var network = DemoSuperNet.OpenSmall();
        var search = new SpaceSearch(network, MadeUpLatencies.Of(network, (sum, _) => sum), null);
        var least = SubNetCode.All(network.Space).Min(code => search.Latency!.Predict(code).Milliseconds);

        var (best, outcome) = search.Within(0.9 * least, 1);

        best.ShouldBeEmpty();
        outcome.SmallestBudget.ShouldBe(least, 1e-9);
    }

    [Fact]
    public void Front_OfAllNetworks_HasThoseThatNoneBeats()
    {
        using var network = DemoSuperNet.OpenSmall();
        var search = new SpaceSearch(network, MadeUpLatencies.Of(network, (sum, _) => sum), null);
        var all = SubNetCode.All(network.Space).Select(code => (Code: code, Ms: Math.Round(search.Latency!.Predict(code).Milliseconds, 9),
            Macs: network.SubNet(code).Graph.Nodes.Sum(node => node.Operator.Macs(node.InputTypes, node.OutputTypes)))).ToArray();

        var (front, epsilon) = search.Front();

        epsilon.ShouldBe(0);
        var expected = all.Where(one => !all.Any(other =>
            other.Ms <= one.Ms && other.Macs >= one.Macs && (other.Ms < one.Ms || other.Macs > one.Macs)));
        front.Select(code => code.ToString()).Order().ShouldBe(expected.Select(one => one.Code.ToString()).Order());
    }

    [Fact]
    public void New_NeitherLatenciesNorAccuracies_IsRefused()
    {
        using var network = DemoSuperNet.OpenSmall();

        Should.Throw<OptionException>(() => new SpaceSearch(network, null, null));
    }
}

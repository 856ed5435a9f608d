using Sartor.Graph.Layouts;

namespace Sartor.Graph.Tests.Layouts;

public sealed class MinimumCutTests
{
    // The network of figure 26.6 in Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms, 3rd edition: its maximum flow is 23.
    [Fact]
    public void Cut_of_a_published_network_is_its_maximum_flow()
    {
        var cut = new MinimumCut();
        int a = cut.AddPlace(), b = cut.AddPlace(), c = cut.AddPlace(), d = cut.AddPlace();
        foreach (var (from, to, capacity) in new[]
                 {
                     (MinimumCut.Source, a, 16), (MinimumCut.Source, b, 13), (a, c, 12), (b, a, 4), (c, b, 9), (b, d, 14), (d, c, 7),
                     (c, MinimumCut.Sink, 20),
                     (d, MinimumCut.Sink, 4),
                 })
            cut.Add(from, to, capacity);

        cut.Solve().Cost.ShouldBe(23);
    }

    [Fact]
    public void Cut_of_random_networks_is_the_least_of_all()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var places = random.Next(2, 9);
            var arcs = Enumerable.Range(0, random.Next(1, 24)).Select(
                _ => (From: random.Next(places), To: random.Next(places), Capacity: random.Next(0, 9))).ToArray();
            var cut = new MinimumCut();
            for (var i = 2; i < places; i++) cut.AddPlace();
            foreach (var (from, to, capacity) in arcs) cut.Add(from, to, capacity);

            var (cost, side) = cut.Solve();

            // Bit i says that place i is on the source's side; the source is place 0, the sink place 1.
            int Paid(int sides) => arcs.Sum(a => (sides >> a.From & 1) == 1 && (sides >> a.To & 1) == 0 ? a.Capacity : 0);
            var all = Enumerable.Range(0, 1 << places).Where(s => (s & 3) == 1).ToArray();
            cost.ShouldBe(all.Min(Paid));
            Paid(Enumerable.Range(0, places).Sum(i => side[i] ? 1 << i : 0)).ShouldBe((int)cost.Rest);
        }
    }
}

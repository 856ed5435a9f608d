using Sartor.Bench.Verdicts;

namespace Sartor.Bench.Tests.Verdicts;

public sealed class MistakesTests(BenchFixture bench) : IClassFixture<BenchFixture>
{
    private const int LeastKinds = 60;

    public static TheoryData<string> Kinds => [.. Mistakes.All.Select(mistake => mistake.Name)];

    [Fact]
    public void Kinds_AreManyAndNamedOnce()
    {
        Mistakes.All.Count.ShouldBeGreaterThanOrEqualTo(LeastKinds);
        Mistakes.All.Select(mistake => mistake.Name).ShouldBeUnique();
        Mistakes.OfTheMiddle.ShouldBeSubsetOf(Mistakes.All);
    }

    // A planting that changes nothing would be counted as found by nobody, or as a right file.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_ChangesTheOutputsOfSomeNetwork(string name)
    {
        var mistake = Mistakes.All.Single(m => m.Name == name);
        var changes = from network in BenchNetworks.All
                      let opened = bench.Open(network.Name)
                      let planted = new PlantedFiles(opened.Judged, opened.Right, mistake, bench.Sessions)
                      from precision in mistake.Precisions.Intersect(network.Precisions)
                      from change in planted.Changes(precision)
                      select change;

        changes.Any(change => change.IsMistake).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_LeavesTheSourceAsItIs(string name)
    {
        var mistake = Mistakes.All.Single(m => m.Name == name);
        // Another file in place of a network's own has no way to change that.
        foreach (var network in BenchNetworks.All.Where(_ => mistake.Source is null))
        {
            var (judged, _) = bench.Open(network.Name);
            var before = Describe(judged);
            _ = new PlantedFiles(judged, bench.Open(network.Name).Right, mistake, bench.Sessions).Converter();
            Describe(judged).ShouldBe(before, network.Name);
        }
    }

    private static string Describe(JudgedNetwork judged) => string.Join('\n', judged.Model.Graph.Nodes.Select(
        n => $"{n} {n.Operator} {string.Join(',', n.Inputs.Select(i => $"{i} {i?.Constant?.GetHashCode()}"))}"));
}

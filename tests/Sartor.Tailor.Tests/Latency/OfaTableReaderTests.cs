using Sartor.Contracts;
using Sartor.Core;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Latency;
using Sartor.Tailor.Search;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Tests.Spaces;

namespace Sartor.Tailor.Tests.Latency;

public sealed class OfaTableReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The ranges were computed from the published tables by other code.
    [Theory]
    [InlineData(160, 9.89, 47.77)]
    [InlineData(192, 13.33, 67.56)]
    [InlineData(224, 17.77, 92.40)]
    public void Read_PublishedTable_CoversEveryNetworkOfItsSpace(int resolution, double fastest, double slowest)
    {
        var table = OfaTableReader.Read(TestFiles.Shared("tables", $"note10_mobilenetv3_{resolution}_latency_table.yaml"));
        table.Entries.Count.ShouldBe(96);
        var space = new SearchSpace("MobileNetV3", [resolution], MadeUpSpaces.OnceForAll().Stages);

        var graph = SpaceGraph.Of(space, new TableCosts(table, 1));
        var slower = SpaceGraph.Of(space, new TableCosts(table, -1));

        ShortestPath.Find(graph, [1])!.Costs[0].ShouldBe(fastest, 0.006);
        ShortestPath.Find(slower, [1])!.Costs[0].ShouldBe(-slowest, 0.006);
    }

    [Fact]
    public void Sum_PartThatTheTableLacks_IsNamedAndNotZero()
    {
        var table = new LatencyTable("here", new Dictionary<string, LatencyEntry> { ["a"] = new(2, 0.1, 50), ["b"] = new(3, null, null) });

        table.Sum(["a", "b", "a"]).ShouldBe(new LatencySum(7, []));
        var sum = table.Sum(["a", "c", "c", "d"]);
        sum.IsCovered.ShouldBeFalse();
        sum.Missing.ShouldBe(["c", "d"]);
    }

    [Theory]
    [InlineData("a:\n  mean: -1\n", "line 2: 'mean' is a number above 0, not '-1'")]
    [InlineData("a:\n  mean: 0\n", "'mean' is a number above 0, not '0'")]
    [InlineData("a:\n  mean: NaN\n", "'mean' is a number above 0, not 'NaN'")]
    [InlineData("a:\n  mean: 1e999\n", "'mean' is a number above 0")]
    [InlineData("a:\n  std: 1\n", "line 1: 'a' has no 'mean' in milliseconds")]
    [InlineData("a: 3\n", "line 1: 'a' has no 'mean' in milliseconds")]
    [InlineData("a:\n  mean: 1\n  count: 2.5\n", "line 3: 'count' is a whole number of runs, not 2.5")]
    [InlineData("a:\n  mean: 1\n  std: -0.5\nb:\n  mean: x\n", "line 3: 'std' is a number of at least 0, not '-0.5'; line 5: 'mean'")]
    [InlineData("a:\n  mean: 1\na:\n  mean: 2\n", "a")]
    [InlineData("", "is empty")]
    public void Read_WhatIsNotALatency_IsSaidWithItsLine(string text, string problem)
    {
        var path = Path.Combine(_folder.Path, "table.yaml");
        File.WriteAllText(path, text);

        Should.Throw<SartorException>(() => OfaTableReader.Read(path)).Message.ShouldContain(problem);
    }

    // MobileNetV3 of Once-for-All with 1.2 times the width, by its paper: five stages of two to four blocks behind a first one.
    private sealed class TableCosts(LatencyTable table, int sign) : ISpaceCosts
    {
        private static readonly int[] s_widths = [24, 32, 48, 96, 136, 192];
        private static readonly int[] s_strides = [2, 2, 2, 1, 2];
        private static readonly bool[] s_squeeze = [false, true, false, true, true];
        private static readonly bool[] s_swish = [false, false, true, true, true];

        public IReadOnlyList<string> Objectives { get; } = ["ms"];

        public void OfResolution(double resolution, Span<double> costs)
        {
            int size = (int)resolution, half = size / 2, last = size / 32;
            string[] keys =
            [
                $"Conv-input:{size}x{size}x3-output:{half}x{half}x24",
                new MobileBlockKey(new Shape(half, half, 24), new Shape(half, half, 24), 24, 3, 1, true, false, false).ToString(),
                $"Conv_1-input:{last}x{last}x192-output:{last}x{last}x1152",
                $"AvgPool2D-input:{last}x{last}x1152-output:1x1x1152",
                "Conv_2-input:1x1x1152-output:1x1x1536",
                "Logits-input:1x1x1536-output:1000",
            ];
            costs[0] = sign * Covered(keys);
        }

        public void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs)
        {
        }

        public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs)
        {
            var number = stage.Name[1] - '0';
            var isFirst = block == stage.Blocks[0];
            var into = (int)place.Resolution / 2;
            for (var before = 0; before < number; before++) into /= s_strides[before];
            var (given, channels) = (into / s_strides[number], s_widths[number + 1]);
            if (!isFirst) into = given;
            var channelsBefore = isFirst ? s_widths[number] : channels;
            costs[0] = sign * Covered([new MobileBlockKey(
                new Shape(into, into, channelsBefore), new Shape(given, given, channels), Rounded(channelsBefore * values[1]),
                (int)values[0], isFirst ? s_strides[number] : 1, !isFirst, s_squeeze[number], s_swish[number]).ToString()]);
        }

        // Channels are multiples of eight.
        private static int Rounded(double channels) => Math.Max(8, (int)(channels + 4) / 8 * 8);

        private double Covered(string[] keys)
        {
            var sum = table.Sum(keys);
            sum.Missing.ShouldBeEmpty();
            return sum.Milliseconds;
        }
    }
}

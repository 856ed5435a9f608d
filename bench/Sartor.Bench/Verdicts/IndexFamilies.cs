using Sartor.Contracts.Formats;
using static Sartor.Bench.Verdicts.FamilyNetworks;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Bench.Verdicts;

/// <summary>Families that choose elements by indices, and small matrices.</summary>
internal static class IndexFamilies
{
    public static IReadOnlyList<FamilyNetwork> All { get; } =
    [
        new("gathered elements", [1, 6, 6], GatheredElements, "along another axis", "indices are off by one"),
        new("gathered points", [1, 6, 6], GatheredPoints, "coordinates change places", "indices are off by one"),
        new("scattered points", [1, 6, 6], ScatteredPoints, "the last one counts", "coordinates change places", "the greatest counts"),
        new("one-hot", [1, 6, 6], OneHot, "on and off change places", "along another axis", "classes are off by one"),
        new("triangle", [1, 6, 6], Triangle, "the lower one", "another diagonal"),
        new("determinant", [1, 4, 3, 3], Determinant, "the sign is lost", "the last row is left out"),
        new("pixel blocks", [1, 8, 3, 4], PixelBlocks, "columns of blocks come first", "rows and columns of a block change places"),
    ];

    private static long[] Indices(OnnxNetwork n, int count, int extent, bool areOff) =>
        [.. n.Uniform(count, 0, extent).Select(v => ((long)v + (areOff ? 1 : 0)) % extent)];

    private static OnnxNetwork GatheredElements(OnnxNetwork n, string mistake) => Output(n, n.Node(
        "GatherElements",
        [Input(n, 1, 6, 6), n.Constant([1, 6, 6], Indices(n, 36, 6, mistake == "indices are off by one"))],
        Int("axis", mistake == "along another axis" ? 1 : 2)));

    private static OnnxNetwork GatheredPoints(OnnxNetwork n, string mistake)
    {
        var points = Indices(n, 24, 6, mistake == "indices are off by one");
        if (mistake == "coordinates change places") points = Turned(points);
        return Output(n, n.Node("GatherND", [n.Reshape(Input(n, 1, 6, 6), 6, 6), n.Constant([12, 2], points)]));
    }

    private static long[] Turned(long[] points) => [.. points.Chunk(2).SelectMany(p => p.Reverse())];

    // Two values for some of the points.
    private static OnnxNetwork ScatteredPoints(OnnxNetwork n, string mistake)
    {
        long[] points = [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 3, 0];
        if (mistake == "coordinates change places") points = Turned(points);
        ProtoWriter[] reduction = mistake switch
        {
            "the last one counts" => [],
            "the greatest counts" => [String("reduction", "max")],
            _ => [String("reduction", "add")],
        };
        var x = n.Reshape(n.Product(Input(n, 1, 6, 6), 6, 6), 6, 6);
        return Output(n, n.Node("ScatterND", [x, n.Constant([6, 2], points), n.Constant([6], n.Normal(6))], reduction));
    }

    private static OnnxNetwork OneHot(OnnxNetwork n, string mistake)
    {
        var x = n.Product(Input(n, 1, 6, 6), 6, 6, 3);
        var largest = n.Node("ArgMax", [x], Int("axis", 2), Int("keepdims", 0));
        if (mistake == "classes are off by one") largest = n.Node("Mod", [n.Add(largest, n.Constant([1], 1L)), n.Constant([1], 6L)]);
        float[] values = mistake == "on and off change places" ? [2, -1] : [-1, 2];
        var chosen = n.Node(
            "OneHot", [largest, n.Constant([], 6L), n.Constant([2], values)], Int("axis", mistake == "along another axis" ? 1 : -1));
        return Output(n, n.Node("Mul", [x, chosen]));
    }

    private static OnnxNetwork Triangle(OnnxNetwork n, string mistake) => Output(n, n.Node(
        "Trilu", [n.Product(Input(n, 1, 6, 6), 6, 6), n.Constant([], mistake == "another diagonal" ? 0L : 1L)],
        Int("upper", mistake == "the lower one" ? 0 : 1)));

    private static OnnxNetwork Determinant(OnnxNetwork n, string mistake)
    {
        var x = Input(n, 1, 4, 3, 3);
        if (mistake == "the last row is left out") x = n.Node("Mul", [x, n.Constant([1, 1, 3, 1], 1f, 1, 0)]);
        var y = n.Node("Det", [x]);
        return Output(n, mistake == "the sign is lost" ? n.Node("Abs", [y]) : y);
    }

    private static OnnxNetwork PixelBlocks(OnnxNetwork n, string mistake)
    {
        var x = Input(n, 1, 8, 3, 4);
        if (mistake == "rows and columns of a block change places")
            x = n.Node("Gather", [x, n.Constant([8], 0L, 1, 4, 5, 2, 3, 6, 7)], Int("axis", 1));
        return Output(n, n.Node(
            "DepthToSpace", [x], Int("blocksize", 2), String("mode", mistake == "columns of blocks come first" ? "CRD" : "DCR")));
    }
}

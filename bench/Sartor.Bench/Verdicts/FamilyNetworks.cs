using Sartor.Contracts.Formats;
using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Bench.Verdicts;

/// <summary>A network of one family of operators, and the mistakes that can be made in reading or lowering it.</summary>
/// <param name="Name">Of the family.</param>
/// <param name="Extents">Extents of the input, the batch of 1 first.</param>
/// <param name="Build">The ONNX file of a seed, with one of the mistakes; without where none of them is named.</param>
/// <param name="Mistakes">Their names.</param>
internal sealed record FamilyNetwork(string Name, long[] Extents, Func<OnnxNetwork, string, OnnxNetwork> Build, params string[] Mistakes)
{
    /// <summary>The operator set of the file.</summary>
    public long Opset { get; init; } = 17;

    /// <summary>The share of the mistakes of all networks that are planted in it; its own are all planted.</summary>
    public double Share { get; init; } = 1;

    /// <summary>Of how many seeds right files are made.</summary>
    public int Seeds { get; init; } = 5;
}

/// <summary>
/// Recurrent layers, index operators, resampling, transforms, control flow and windows of one and three axes. What a reader or a lowering
/// makes of each in many steps could be another network, so the mistakes are those of a network that has another attribute.
/// </summary>
internal static class FamilyNetworks
{
    private static readonly IReadOnlyList<FamilyNetwork> s_families =
    [
        new("lstm", [1, 6, 8], Lstm, "gates change places", "it runs backwards", "the recurrent bias is lost", "the first state is lost"),
        new("gru", [1, 6, 8], Gru, "the reset comes late", "reset and update change places"),
        new("einsum", [1, 6, 6], Einsum, "the weights are transposed", "the result is transposed"),
        new("scatter", [1, 6, 6], Scatter, "another axis", "elements are replaced and not added", "indices are off by one"),
        new("top-k", [1, 6, 6], TopK, "the smallest", "along another axis"),
        new("grid sample", [1, 2, 6, 6], GridSample, "corners are aligned", "beyond the border is the border", "the nearest element",
            "x and y change places"),
        new("cubic resize", [1, 2, 5, 6], CubicResize, "another coefficient", "corners are aligned", "it is linear"),
        new("transform", [1, 4, 16], Transform, "it is the inverse", "real and imaginary parts change places"),
        new("branch and loop", [1, 10], BranchAndLoop, "the other branch", "a run too few"),
        new("pooled places", [1, 2, 6, 6], PooledPlaces, "places are counted by columns"),
        new("region", [1, 3, 9, 8], Region, "half a pixel off", "one sample a place", "another scale", "x and y of boxes change places"),
        new("transposed window", [1, 4, 5, 6], TransposedWindow, "the padding of the output is before", "the kernel is turned",
            "groups change places"),
        new("one axis", [1, 3, 20], OneAxis, "pads change places", "no dilation"),
        new("three axes", [1, 2, 5, 5, 5], ThreeAxes, "pads change places", "depth and width change places"),
        .. SequenceFamilies.All.Concat(IndexFamilies.All).Concat(ImageFamilies.All).Select(f => f with { Share = 0.25, Seeds = 2 }),
    ];

    /// <summary>The networks, right.</summary>
    public static IReadOnlyList<BenchNetwork> All { get; } =
    [
        .. s_families.Select(f => new BenchNetwork(f.Name, seed => Of(f, seed, ""), ElementType.Float32, f.Extents)
        {
            Share = f.Share,
            Seeds = f.Seeds,
        }),
    ];

    /// <summary>The mistakes; each belongs to one network.</summary>
    public static IReadOnlyList<Mistake> Mistakes { get; } =
    [
        .. from family in s_families
           from mistake in family.Mistakes
           select new Mistake($"{family.Name}: {mistake}", MistakeStage.Source, _ => false)
           {
               Source = network => network.Name == family.Name ? Of(family, 1, mistake) : null,
           },
    ];

    private static byte[] Of(FamilyNetwork family, int seed, string mistake) =>
        family.Build(new OnnxNetwork(seed, family.Opset), mistake).Build();

    /// <summary>The input of a network of a family.</summary>
    public static string Input(OnnxNetwork n, params long[] extents) => n.Input(ElementType.Float32, [.. extents.Select(e => (object)e)]);

    /// <summary>Ends a network of a family.</summary>
    public static OnnxNetwork Output(OnnxNetwork n, string value) => n.Output(value, ElementType.Float32);

    // Rows of the gates in the order in which the operator has them.
    private static float[] Gates(float[] weights, int gates, bool areSwapped)
    {
        if (!areSwapped) return weights;
        var rows = weights.Length / gates;
        return [.. weights[rows..(2 * rows)], .. weights[..rows], .. weights[(2 * rows)..]];
    }

    private static OnnxNetwork Lstm(OnnxNetwork n, string mistake)
    {
        var x = n.Node("Transpose", Input(n, 1, 6, 8), Ints("perm", 1, 0, 2));
        var (w, r, b, h) = (n.Normal(48 * 8, 0.4), n.Normal(48 * 12, 0.4), n.Normal(96, 0.5), n.Normal(12, 0.8));
        if (mistake == "the recurrent bias is lost") b.AsSpan(48).Clear();
        if (mistake == "the first state is lost") h.AsSpan().Clear();
        return Output(n, n.Node(
            "LSTM",
            [x, n.Constant([1, 48, 8], Gates(w, 4, mistake == "gates change places")), n.Constant([1, 48, 12], r),
                n.Constant([1, 96], b), "", n.Constant([1, 1, 12], h)],
            Int("hidden_size", 12), String("direction", mistake == "it runs backwards" ? "reverse" : "forward")));
    }

    private static OnnxNetwork Gru(OnnxNetwork n, string mistake)
    {
        var x = n.Node("Transpose", Input(n, 1, 6, 8), Ints("perm", 1, 0, 2));
        var (w, r, b) = (n.Normal(36 * 8, 0.5), n.Normal(36 * 12, 0.6), n.Normal(72, 0.5));
        return Output(n, n.Node(
            "GRU",
            [x, n.Constant([1, 36, 8], Gates(w, 3, mistake == "reset and update change places")), n.Constant([1, 36, 12], r),
                n.Constant([1, 72], b)],
            Int("hidden_size", 12), Int("linear_before_reset", mistake == "the reset comes late" ? 1 : 0)));
    }

    private static OnnxNetwork Einsum(OnnxNetwork n, string mistake) => Output(n, n.Node(
        "Einsum", [Input(n, 1, 6, 6), n.Constant([6, 6], n.Normal(36))], String("equation", mistake switch
        {
            "the weights are transposed" => "bij,kj->bik",
            "the result is transposed" => "bij,jk->bki",
            _ => "bij,jk->bik",
        })));

    private static OnnxNetwork Scatter(OnnxNetwork n, string mistake)
    {
        long[] places = mistake == "indices are off by one" ? [1, 3, 5, 2, 4, 0] : [0, 2, 4, 1, 3, 5];
        ProtoWriter[] adds = mistake == "elements are replaced and not added" ? [] : [String("reduction", "add")];
        return Output(n, n.Node(
            "ScatterElements", [Input(n, 1, 6, 6), n.Constant([1, 1, 6], places), n.Constant([1, 1, 6], n.Normal(6))],
            [Int("axis", mistake == "another axis" ? 2 : 1), .. adds]));
    }

    // All six, so that no shape tells the axis.
    private static OnnxNetwork TopK(OnnxNetwork n, string mistake)
    {
        var x = n.Product(Input(n, 1, 6, 6), 6, 6);
        return Output(n, n.First(
            "TopK", [x, n.Constant([1], 6L)], 2, Int("axis", mistake == "along another axis" ? 2 : 1),
            Int("largest", mistake == "the smallest" ? 0 : 1)));
    }

    private static OnnxNetwork GridSample(OnnxNetwork n, string mistake)
    {
        var grid = n.Uniform(5 * 4 * 2, -1.2, 1.2);
        if (mistake == "x and y change places") grid = [.. grid.Chunk(2).SelectMany(p => new[] { p[1], p[0] })];
        return Output(n, n.Node(
            "GridSample", [Input(n, 1, 2, 6, 6), n.Constant([1, 5, 4, 2], grid)],
            String("mode", mistake == "the nearest element" ? "nearest" : "bilinear"),
            String("padding_mode", mistake == "beyond the border is the border" ? "border" : "zeros"),
            Int("align_corners", mistake == "corners are aligned" ? 1 : 0)));
    }

    private static OnnxNetwork CubicResize(OnnxNetwork n, string mistake) => Output(n, n.Node(
        "Resize", [Input(n, 1, 2, 5, 6), "", "", n.Constant([4], 1L, 2L, 8L, 9L)],
        String("mode", mistake == "it is linear" ? "linear" : "cubic"),
        Float("cubic_coeff_a", mistake == "another coefficient" ? -0.5f : -0.75f),
        String("coordinate_transformation_mode", mistake == "corners are aligned" ? "align_corners" : "half_pixel")));

    private static OnnxNetwork Transform(OnnxNetwork n, string mistake)
    {
        var real = n.Node("Unsqueeze", [Input(n, 1, 4, 16), n.Constant([1], 3L)]);
        var y = n.Node("DFT", real, Int("axis", 2), Int("inverse", mistake == "it is the inverse" ? 1 : 0));
        long[] order = mistake == "real and imaginary parts change places" ? [1, 0] : [0, 1];
        return Output(n, n.Node("Gather", [y, n.Constant([2], order)], Int("axis", 3)));
    }

    private static OnnxNetwork BranchAndLoop(OnnxNetwork n, string mistake)
    {
        var x = n.Dense(Input(n, 1, 10), 10, 6);
        ProtoWriter Side(string attribute, string type) => n.Graph(
            attribute, [n.Inner(type, [x], attribute)], [], [(attribute, ElementType.Float32, [1, 6])]);
        var chosen = n.Node(
            "If", [n.Constant([], mistake != "the other branch")], Side("then_branch", "Tanh"), Side("else_branch", "Sigmoid"));
        var body = n.Graph(
            "body",
            [n.Inner("Identity", ["go"], "on"), n.Inner("Sub", [chosen, "v"], "d"), n.Inner("Mul", ["d", x], "w")],
            [("i", ElementType.Int64, []), ("go", ElementType.Bool, []), ("v", ElementType.Float32, [1, 6])],
            [("on", ElementType.Bool, []), ("w", ElementType.Float32, [1, 6])]);
        return Output(n, n.Node(
            "Loop", [n.Constant([], mistake == "a run too few" ? 2L : 3L), n.Constant([], true), x], body));
    }

    private static OnnxNetwork PooledPlaces(OnnxNetwork n, string mistake)
    {
        var places = n.Last(
            "MaxPool", [Input(n, 1, 2, 6, 6)], 2, Ints("kernel_shape", 2, 2), Ints("strides", 2, 2),
            Int("storage_order", mistake == "places are counted by columns" ? 1 : 0));
        return Output(n, n.Node("Cast", places, Int("to", 1)));
    }

    private static OnnxNetwork Region(OnnxNetwork n, string mistake)
    {
        float[] boxes = [1.3f, 0.4f, 6.1f, 7.7f, 2.2f, 3.1f, 7.9f, 5.2f];
        if (mistake == "x and y of boxes change places") boxes = [.. boxes.Chunk(2).SelectMany(p => new[] { p[1], p[0] })];
        return Output(n, n.Node(
            "RoiAlign", [Input(n, 1, 3, 9, 8), n.Constant([2, 4], boxes), n.Constant([2], 0L, 0L)], Int("output_height", 3),
            Int("output_width", 3), Int("sampling_ratio", mistake == "one sample a place" ? 1 : 2),
            Float("spatial_scale", mistake == "another scale" ? 1 : 0.9f),
            String("coordinate_transformation_mode", mistake == "half a pixel off" ? "output_half_pixel" : "half_pixel")));
    }

    private static OnnxNetwork TransposedWindow(OnnxNetwork n, string mistake)
    {
        var weights = n.Normal(4 * 3 * 9, 0.4);
        if (mistake == "the kernel is turned") weights = [.. weights.Chunk(9).SelectMany(k => k.Reverse())];
        if (mistake == "groups change places") weights = [.. weights[54..], .. weights[..54]];
        var isBefore = mistake == "the padding of the output is before";
        ProtoWriter[] extent = isBefore
            ? [Ints("pads", 0, 0, 1, 1)]
            : [Ints("pads", 1, 1, 1, 1), Ints("output_padding", 1, 1)];
        return Output(n, n.Node(
            "ConvTranspose", [Input(n, 1, 4, 5, 6), n.Constant([4, 3, 3, 3], weights), n.Constant([6], n.Normal(6, 0.2))],
            [Int("group", 2), Ints("strides", 2, 2), .. extent]));
    }

    private static OnnxNetwork OneAxis(OnnxNetwork n, string mistake)
    {
        var wide = mistake == "no dilation";
        long[] pads = mistake == "pads change places" ? [1, 7] : wide ? [3, 1] : [7, 1];
        return Output(n, n.Node(
            "Conv", [Input(n, 1, 3, 20), n.Constant([6, 3, 5], n.Normal(90, 0.4))], Ints("pads", pads), Ints("dilations", wide ? 1 : 2)));
    }

    private static OnnxNetwork ThreeAxes(OnnxNetwork n, string mistake)
    {
        var weights = n.Normal(4 * 2 * 27, 0.3);
        if (mistake == "depth and width change places")
        {
            var turned = weights.ToArray();
            for (var i = 0; i < turned.Length; i++) turned[i] = weights[(i / 27 * 27) + (i % 3 * 9) + (i / 3 % 3 * 3) + (i / 9 % 3)];
            weights = turned;
        }
        long[] pads = mistake == "pads change places" ? [1, 0, 1, 0, 1, 1] : [0, 1, 1, 1, 0, 1];
        return Output(n, n.Node("Conv", [Input(n, 1, 2, 5, 5, 5), n.Constant([4, 2, 3, 3, 3], weights)], Ints("pads", pads)));
    }
}

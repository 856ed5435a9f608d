using Sartor.Contracts.Formats;
using static Sartor.Bench.Verdicts.FamilyNetworks;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Bench.Verdicts;

/// <summary>Families of windows, resampling and normalisations.</summary>
internal static class ImageFamilies
{
    public static IReadOnlyList<FamilyNetwork> All { get; } =
    [
        new("deformed window", [1, 2, 6, 6], DeformedWindow, "y and x of offsets change places", "the mask is lost",
            "the offsets are lost", "groups of offsets change places") { Opset = 19 },
        new("unpooled", [1, 2, 6, 6], Unpooled, "places are counted by columns", "every element of a window is its maximum",
            "the maximum lies first"),
        new("local response", [1, 8, 4, 4], LocalResponse, "alpha is not divided by the size", "another bias", "another size"),
        new("instance norm", [1, 4, 5, 6], InstanceNorm, "another epsilon", "the offset is lost", "over rows alone"),
        new("group norm", [1, 8, 4, 4], GroupNorm, "another number of groups", "channels are grouped in turn", "scales change places")
        {
            Opset = 21,
        },
        new("layer norm", [1, 6, 8], LayerNorm, "another epsilon", "along two axes", "the offset is lost"),
        new("lp norm", [1, 6, 6], LpNorm, "squares for magnitudes", "along another axis"),
        new("mean and variance", [1, 4, 5, 6], MeanVariance, "each channel by itself", "the variance is lost"),
        new("nearest resize", [1, 2, 5, 6], NearestResize, "roundings go up", "corners are aligned", "pixels are not halved"),
        new("resized box", [1, 2, 6, 7], ResizedBox, "the box is the whole", "beyond the box is another value",
            "height and width of the box change places"),
        new("pooled row", [1, 3, 20], PooledRow, "the padding counts", "the last window is lost", "the greatest for the mean"),
        new("pooled volume", [1, 2, 5, 5, 5], PooledVolume, "the mean for the greatest", "pads change places"),
        new("slopes", [1, 4, 5, 5], Slopes, "slopes change places", "one slope for all"),
        new("reflected border", [1, 2, 5, 5], ReflectedBorder, "the edge is repeated", "zeros", "sides change places"),
    ];

    private static OnnxNetwork DeformedWindow(OnnxNetwork n, string mistake)
    {
        // 4 taps in 5×5 windows, for each channel a group of offsets: y, x of each tap.
        const int taps = 4, windows = 25;
        var (weights, bias) = (n.Normal(3 * 2 * taps, 0.5), n.Normal(3, 0.2));
        var (offsets, mask) = (n.Uniform(2 * 2 * taps * windows, -1.2, 1.2), n.Uniform(2 * taps * windows, 0.2, 1));
        if (mistake == "y and x of offsets change places")
            offsets = [.. offsets.Chunk(windows).Chunk(2).SelectMany(pair => pair[1].Concat(pair[0]))];
        if (mistake == "groups of offsets change places")
            offsets = [.. offsets[(offsets.Length / 2)..], .. offsets[..(offsets.Length / 2)]];
        if (mistake == "the offsets are lost") offsets.AsSpan().Clear();
        if (mistake == "the mask is lost") mask.AsSpan().Fill(1);
        return Output(n, n.Node(
            "DeformConv",
            [Input(n, 1, 2, 6, 6), n.Constant([3, 2, 2, 2], weights), n.Constant([1, 16, 5, 5], offsets), n.Constant([3], bias),
                n.Constant([1, 8, 5, 5], mask)],
            Int("offset_group", 2), Ints("kernel_shape", 2, 2)));
    }

    private static OnnxNetwork Unpooled(OnnxNetwork n, string mistake)
    {
        var given = n.Several(
            "MaxPool", [Input(n, 1, 2, 6, 6)], 2, Ints("kernel_shape", 2, 2), Ints("strides", 2, 2),
            Int("storage_order", mistake == "places are counted by columns" ? 1 : 0));
        if (mistake == "every element of a window is its maximum")
        {
            return Output(n, n.Node(
                "Resize", [given[0], "", "", n.Constant([4], 1L, 2, 6, 6)], String("mode", "nearest"),
                String("coordinate_transformation_mode", "asymmetric"), String("nearest_mode", "floor")));
        }
        var places = given[1];
        if (mistake == "the maximum lies first")
        {
            long[] first = [.. Enumerable.Range(0, 18).Select(i => (i / 9 * 36L) + (i % 9 / 3 * 12) + (i % 3 * 2))];
            places = n.Constant([1, 2, 3, 3], first);
        }
        return Output(n, n.Node("MaxUnpool", [given[0], places], Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)));
    }

    private static OnnxNetwork LocalResponse(OnnxNetwork n, string mistake)
    {
        var size = mistake == "another size" ? 3 : 5;
        return Output(n, n.Node(
            "LRN", [Input(n, 1, 8, 4, 4)], Int("size", size), Float("beta", 0.75f),
            Float("alpha", mistake == "alpha is not divided by the size" ? 4 : 0.8f), Float("bias", mistake == "another bias" ? 2 : 1)));
    }

    private static OnnxNetwork InstanceNorm(OnnxNetwork n, string mistake)
    {
        var (scale, offset) = (n.Uniform(4, 0.5, 1.5), n.Normal(4, 0.3));
        if (mistake == "the offset is lost") offset.AsSpan().Clear();
        var x = Input(n, 1, 4, 5, 6);
        if (mistake != "over rows alone")
        {
            return Output(n, n.Node(
                "InstanceNormalization", [x, n.Constant([4], scale), n.Constant([4], offset)],
                Float("epsilon", mistake == "another epsilon" ? 0.1f : 0.01f)));
        }
        var y = n.Node("LayerNormalization", [x, n.Constant([6], [.. Enumerable.Repeat(1f, 6)])], Float("epsilon", 0.01f));
        return Output(n, n.Add(n.Node("Mul", [y, n.Constant([4, 1, 1], scale)]), n.Constant([4, 1, 1], offset)));
    }

    private static OnnxNetwork GroupNorm(OnnxNetwork n, string mistake)
    {
        var x = n.Node("Mul", [Input(n, 1, 8, 4, 4), n.Constant([1, 8, 1, 1], n.Uniform(8, 0.2, 3))]);
        if (mistake == "channels are grouped in turn") x = n.Node("Gather", [x, n.Constant([8], 0L, 4, 1, 5, 2, 6, 3, 7)], Int("axis", 1));
        var scale = n.Uniform(8, 0.5, 1.5);
        if (mistake == "scales change places") scale = [.. scale.Reverse()];
        return Output(n, n.Node(
            "GroupNormalization", [x, n.Constant([8], scale), n.Constant([8], n.Normal(8, 0.3))],
            Int("num_groups", mistake == "another number of groups" ? 4 : 2), Float("epsilon", 0.01f)));
    }

    private static OnnxNetwork LayerNorm(OnnxNetwork n, string mistake)
    {
        var (scale, offset) = (n.Uniform(8, 0.5, 1.5), n.Normal(8, 0.3));
        if (mistake == "the offset is lost") offset.AsSpan().Clear();
        var areTwo = mistake == "along two axes";
        float[] Wide(float[] values) => areTwo ? [.. Enumerable.Repeat(values, 6).SelectMany(v => v)] : values;
        long[] extents = areTwo ? [6, 8] : [8];
        return Output(n, n.Node(
            "LayerNormalization", [Input(n, 1, 6, 8), n.Constant(extents, Wide(scale)), n.Constant(extents, Wide(offset))],
            Int("axis", areTwo ? 1 : 2), Float("epsilon", mistake == "another epsilon" ? 0.1f : 0.01f)));
    }

    private static OnnxNetwork LpNorm(OnnxNetwork n, string mistake) => Output(n, n.Node(
        "LpNormalization", [n.Product(Input(n, 1, 6, 6), 6, 6)], Int("axis", mistake == "along another axis" ? 2 : 1),
        Int("p", mistake == "squares for magnitudes" ? 2 : 1)));

    private static OnnxNetwork MeanVariance(OnnxNetwork n, string mistake)
    {
        var x = Input(n, 1, 4, 5, 6);
        long[] axes = mistake == "each channel by itself" ? [2, 3] : [0, 1, 2, 3];
        if (mistake != "the variance is lost") return Output(n, n.Node("MeanVarianceNormalization", [x], Ints("axes", axes)));
        return Output(n, n.Node("Sub", [x, n.Node("ReduceMean", [x], Ints("axes", axes))]));
    }

    private static OnnxNetwork NearestResize(OnnxNetwork n, string mistake) => Output(n, n.Node(
        "Resize", [Input(n, 1, 2, 5, 6), "", "", n.Constant([4], 1L, 2L, 8L, 9L)], String("mode", "nearest"),
        String("nearest_mode", mistake == "roundings go up" ? "ceil" : "round_prefer_floor"),
        String("coordinate_transformation_mode", mistake switch
        {
            "corners are aligned" => "align_corners",
            "pixels are not halved" => "asymmetric",
            _ => "half_pixel",
        })));

    private static OnnxNetwork ResizedBox(OnnxNetwork n, string mistake)
    {
        float[] box = mistake switch
        {
            "the box is the whole" => [0, 0, 0, 0, 1, 1, 1, 1],
            "height and width of the box change places" => [0, 0, -0.2f, 0.2f, 1, 1, 0.7f, 0.9f],
            _ => [0, 0, 0.2f, -0.2f, 1, 1, 0.9f, 0.7f],
        };
        return Output(n, n.Node(
            "Resize", [Input(n, 1, 2, 6, 7), n.Constant([8], box), "", n.Constant([4], 1L, 2L, 5L, 5L)], String("mode", "linear"),
            String("coordinate_transformation_mode", "tf_crop_and_resize"),
            Float("extrapolation_value", mistake == "beyond the box is another value" ? 0 : 0.5f)));
    }

    private static OnnxNetwork PooledRow(OnnxNetwork n, string mistake)
    {
        var x = Input(n, 1, 3, 20);
        ProtoWriter[] window = [Ints("kernel_shape", 5), Ints("strides", 2), Ints("pads", 2, 2)];
        var y = mistake == "the greatest for the mean"
            ? n.Node("MaxPool", [x], window)
            : n.Node("AveragePool", [x], [.. window, Int("count_include_pad", mistake == "the padding counts" ? 1 : 0)]);
        if (mistake == "the last window is lost") y = n.Node("Mul", [y, n.Constant([1, 1, 10], 1f, 1, 1, 1, 1, 1, 1, 1, 1, 0)]);
        return Output(n, y);
    }

    private static OnnxNetwork PooledVolume(OnnxNetwork n, string mistake)
    {
        long[] pads = mistake == "pads change places" ? [1, 0, 1, 0, 1, 1] : [0, 1, 1, 1, 0, 1];
        return Output(n, n.Node(
            mistake == "the mean for the greatest" ? "AveragePool" : "MaxPool", [Input(n, 1, 2, 5, 5, 5)], Ints("kernel_shape", 2, 2, 2),
            Ints("pads", pads)));
    }

    private static OnnxNetwork Slopes(OnnxNetwork n, string mistake)
    {
        float[] slopes = mistake switch
        {
            "slopes change places" => [0.7f, -0.2f, 0.4f, 0.1f],
            "one slope for all" => [0.1f, 0.1f, 0.1f, 0.1f],
            _ => [0.1f, 0.4f, -0.2f, 0.7f],
        };
        return Output(n, n.Node("PRelu", [n.Conv(Input(n, 1, 4, 5, 5), 4, 4), n.Constant([4, 1, 1], slopes)]));
    }

    private static OnnxNetwork ReflectedBorder(OnnxNetwork n, string mistake)
    {
        long[] pads = mistake == "sides change places" ? [0, 0, 1, 3, 0, 0, 2, 2] : [0, 0, 2, 2, 0, 0, 1, 3];
        return Output(n, n.Node(
            "Pad", [Input(n, 1, 2, 5, 5), n.Constant([8], pads)], String("mode", mistake switch
            {
                "the edge is repeated" => "edge",
                "zeros" => "constant",
                _ => "reflect",
            })));
    }
}

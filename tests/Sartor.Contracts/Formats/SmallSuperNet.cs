using Sartor.Core;

namespace Sartor.Contracts.Formats;

/// <summary>
/// A network of three inverted residual blocks that vary in kernel, expansion and depth, with a few images to tune it on. Images are
/// float32 [batch, 1, 12, 12], the bright quarter is the class.
/// </summary>
public sealed class SmallSuperNet
{
    public const int Side = 12, Classes = 4;

    private const int Blocks = 3, Channels = 8, Expansion = 4, Kernel = 5;

    private readonly Dictionary<string, (long[] Extents, float[] Values)> _weights = [];
    private readonly OnnxBuilder _builder = new();
    private readonly Random _random = new(3);
    private readonly bool _hasNormalizations;

    private SmallSuperNet(bool hasNormalizations) => _hasNormalizations = hasNormalizations;

    /// <summary>All weights by the names of their initializers.</summary>
    public IReadOnlyDictionary<string, (long[] Extents, float[] Values)> Weights => _weights;

    /// <summary>The text of a space with 160 networks.</summary>
    public const string Space = """
        title = "small"
        [arch]
        blocks = ["InvertedResidualBlock"]
        [var.global_vars]
        resolution = [8, 12]
        [var.stage_vars]
        reduce_depth = [-1, 0]
        [var.block_vars]
        InvertedResidualBlock.kernel_size = [3, 5]
        InvertedResidualBlock.expand_ratio = [2, 4]
        """;

    /// <summary>Writes the network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hasNormalizations">Whether each convolution has a batch normalization behind it.</param>
    public static SmallSuperNet Write(string path, bool hasNormalizations = true)
    {
        var net = new SmallSuperNet(hasNormalizations);
        File.WriteAllBytes(path, net.Build());
        return net;
    }

    /// <summary>Writes <c>images.npy</c> (uint8) and <c>labels.npy</c> into a folder.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="images">How many; the label of image i is i mod 4.</param>
    /// <param name="copies">Pairs (i, j): image j is a copy of image i.</param>
    /// <param name="noise">Changes the images.</param>
    public static void WriteData(string folder, int images, IReadOnlyList<(int From, int To)>? copies = null, int noise = 5)
    {
        var random = new Random(noise);
        var pixels = new byte[images * Side * Side];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (image, y, x) = (i / (Side * Side), i / Side % Side, i % Side);
            var isBright = image % Classes == (y / (Side / 2) * 2) + (x / (Side / 2));
            pixels[i] = (byte)(random.Next(100) + (isBright ? 120 : 0));
        }
        foreach (var (from, to) in copies ?? [])
            pixels.AsSpan(from * Side * Side, Side * Side).CopyTo(pixels.AsSpan(to * Side * Side));
        NpyFile.Write(Path.Combine(folder, "images.npy"), "|u1", [images, Side, Side], pixels);
        NpyFile.Write(Path.Combine(folder, "labels.npy"), "<i8", [images], [.. Enumerable.Range(0, images).Select(i => (long)i % Classes)]);
    }

    private byte[] Build()
    {
        _builder.Input("image", ElementType.Float32, "batch", 1, Side, Side);
        var x = Convolution("image", "stem", Channels, 1, 3, stride: 2);
        for (var i = 0; i < Blocks; i++)
        {
            var inner = Channels * Expansion;
            var y = Convolution(x, $"b{i}.expand", inner, Channels, 1);
            y = Convolution(y, $"b{i}.depthwise", inner, 1, Kernel, groups: inner);
            y = Convolution(y, $"b{i}.project", Channels, inner, 1, isLinear: true);
            _builder.Node("Add", [x, y], [x = $"b{i}.sum"]);
        }
        _builder.Node("GlobalAveragePool", [x], ["pool"]).Node("Flatten", ["pool"], ["flat"])
            .Node("Gemm", ["flat", Weight("head.w", [Classes, Channels]), Weight("head.b", [Classes])], ["scores"],
                OnnxBuilder.Int("transB", 1))
            .Output("scores", ElementType.Float32, "batch", Classes);
        return _builder.Build();
    }

    private string Convolution(
        string x, string name, int outputs, int inputs, int kernel, int stride = 1, int groups = 1, bool isLinear = false)
    {
        var pad = kernel / 2;
        string[] weights = [Weight($"{name}.w", [outputs, inputs, kernel, kernel])];
        if (!_hasNormalizations) weights = [.. weights, Weight($"{name}.b", [outputs])];
        _builder.Node("Conv", [x, .. weights], [$"{name}.conv"],
            OnnxBuilder.Ints("kernel_shape", kernel, kernel), OnnxBuilder.Ints("strides", stride, stride),
            OnnxBuilder.Ints("pads", pad, pad, pad, pad), OnnxBuilder.Int("group", groups));
        var y = $"{name}.conv";
        if (_hasNormalizations)
        {
            string[] parts = [.. new[] { "scale", "bias", "mean", "variance" }.Select(part => Weight($"{name}.{part}", [outputs]))];
            _builder.Node("BatchNormalization", [y, .. parts], [$"{name}.norm"]);
            y = $"{name}.norm";
        }
        if (isLinear) return y;
        _builder.Node("Relu", [y], [$"{name}.relu"]);
        return $"{name}.relu";
    }

    // Scales and variances are near one, the rest is around zero.
    private string Weight(string name, long[] extents)
    {
        var count = (int)extents.Aggregate(1L, (a, b) => a * b);
        var size = 1 / Math.Sqrt(Math.Max(1, count / extents[0]));
        var isPositive = name.EndsWith("scale", StringComparison.Ordinal) || name.EndsWith("variance", StringComparison.Ordinal);
        float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)(isPositive
            ? 0.7 + (0.6 * _random.NextDouble())
            : 2 * size * (_random.NextDouble() - 0.5)))];
        _weights[name] = (extents, values);
        _builder.Initializer(name, extents, values);
        return name;
    }
}

using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Bench.Verdicts;

/// <summary>The networks that mistakes are planted in: small ones of each usual kind, whose weights a seed makes.</summary>
internal static class BenchNetworks
{
    private static readonly ProtoWriter s_keep = OnnxBuilder.Int("keepdims", 1);

    public static IReadOnlyList<BenchNetwork> Generated { get; } =
    [
        new("detector", Detector, ElementType.Float32, 1, 3, 32, 32) { Low = 0 },
        new("wake word", WakeWord, ElementType.Float32, 1, 1, 20, 16),
        new("regression", Regression, ElementType.Float32, 1, 12),
        new("two outputs", TwoOutputs, ElementType.Float32, 1, 3, 16, 16),
        new("argmax", ArgMax, ElementType.Float32, 1, 24),
        new("segmentation", Segmentation, ElementType.Float32, 1, 3, 16, 16),
        new("attention", Attention, ElementType.Float32, 1, 8, 32),
        new("embedding", seed => Embedding(seed, wraps: false), ElementType.Int64, 1, 6) { Low = -50, High = 49 },
        new("wrapped embedding", seed => Embedding(seed, wraps: true), ElementType.Int64, 1, 6) { Low = -50, High = 49 },
        new("autoencoder", Autoencoder, ElementType.Float32, 1, 1, 16, 16) { Low = 0 },
        new("gates", Gates, ElementType.Float32, 1, 3, 16, 16),
        new("pixels", Pixels, ElementType.Float32, 1, 3, 24, 24) { Low = 0, High = 255 },
        new("u-net", UNet, ElementType.Float32, 1, 3, 16, 16),
        new("mlp", Mlp, ElementType.Float32, 1, 20),
    ];

    /// <summary>Those, and those of families of operators and of options.</summary>
    public static IReadOnlyList<BenchNetwork> All => [.. Generated, .. FamilyNetworks.All, .. OptionNetworks.All];

    // Boxes 0…640 and scores of 4 classes in one output, as YOLO's exports have them.
    private static byte[] Detector(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Swish(n.Conv(n.Input(ElementType.Float32, 1, 3, 32, 32), 3, 8, stride: 2, gain: 3));
        x = n.Swish(n.Conv(x, 8, 16, stride: 2, gain: 2));
        x = n.Swish(n.Conv(x, 16, 16, gain: 2));
        var boxes = n.Reshape(n.Times(n.Node("Sigmoid", n.Conv(x, 16, 4, 1, gain: 2)), 640), 1, 4, 64);
        var scores = n.Node("Sigmoid", n.Reshape(n.Conv(x, 16, 4, 1, gain: 3), 1, 4, 64));
        return n.Output(n.Concat(1, boxes, scores), ElementType.Float32, 1, 8, 64).Build();
    }

    private static byte[] WakeWord(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Conv(n.Input(ElementType.Float32, 1, 1, 20, 16), 1, 16, stride: 2, bias: false, gain: 3);
        x = n.Node("Relu", n.Norm(x, 16));
        x = n.Node("Relu", n.Norm(n.Conv(x, 16, 16, groups: 16, bias: false), 16));
        x = n.Node("Relu", n.Norm(n.Conv(x, 16, 80, 1, bias: false), 80));
        return n.Output(n.Node("Sigmoid", n.Dense(n.GlobalMean(x), 80, 1, gain: 6)), ElementType.Float32, 1, 1).Build();
    }

    // Biases beyond what 16 bits hold in the scale of an int8 accumulator.
    private static byte[] Regression(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Dense(n.Input(ElementType.Float32, 1, 12), 12, 64, gain: 2, bias: 3));
        x = n.Node("Elu", n.Dense(x, 64, 64));
        return n.Output(n.Dense(x, 64, 1), ElementType.Float32, 1, 1).Build();
    }

    // Two vectors of one shape, so that nothing but their values tells them apart.
    private static byte[] TwoOutputs(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Conv(n.Input(ElementType.Float32, 1, 3, 16, 16), 3, 16, stride: 2, gain: 3));
        x = n.Node("Relu", n.Conv(x, 16, 16));
        x = n.Node("Flatten", n.Node("MaxPool", x, OnnxBuilder.Ints("kernel_shape", 2, 2), OnnxBuilder.Ints("strides", 2, 2)));
        var classes = n.Softmax(n.Dense(x, 256, 6, gain: 2), 1);
        var embedding = n.Node("Tanh", n.Dense(x, 256, 6));
        return n.Output(classes, ElementType.Float32, 1, 6).Output(embedding, ElementType.Float32, 1, 6).Build();
    }

    private static byte[] ArgMax(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Dense(n.Input(ElementType.Float32, 1, 24), 24, 48, gain: 3));
        var scores = n.Dense(x, 48, 40, gain: 4);
        return n.Output(n.Node("ArgMax", scores, OnnxBuilder.Int("axis", 1), OnnxBuilder.Int("keepdims", 0)), ElementType.Int64, 1)
            .Build();
    }

    private static byte[] Segmentation(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Conv(n.Input(ElementType.Float32, 1, 3, 16, 16), 3, 16, bias: false, gain: 3);
        x = n.Node("Relu", n.Norm(x, 16));
        x = n.Node("Relu", n.Norm(n.Conv(x, 16, 16, dilation: 2, bias: false), 16));
        x = n.Node("Relu", n.Conv(x, 16, 16, pads: [0, 0, 2, 2]));
        return n.Output(n.Softmax(n.Conv(x, 16, 5, 1, gain: 3), 1), ElementType.Float32, 1, 5, 16, 16).Build();
    }

    // One block as BERT has it, with a causal mask of −10,000 and GELU by the error function.
    private static byte[] Attention(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Input(ElementType.Float32, 1, 8, 32);
        var (q, k, v) = (n.Product(x, 32, 32, 3), n.Product(x, 32, 32, 3), n.Product(x, 32, 32, 2));
        var keys = n.Node("Transpose", k, OnnxBuilder.Ints("perm", 0, 2, 1));
        var scores = n.Times(n.Node("MatMul", [q, keys]), (float)(1 / Math.Sqrt(32)));
        float[] mask = [.. Enumerable.Range(0, 64).Select(i => i % 8 > i / 8 ? -10000f : 0)];
        var attention = n.Softmax(n.Add(scores, n.Constant([1, 8, 8], mask)), 2);
        x = LayerNorm(n, n.Add(x, n.Node("MatMul", [attention, v])));
        var hidden = n.Add(n.Product(x, 32, 64, 1.4), n.Constant([64], n.Normal(64, 0.2)));
        return n.Output(n.Add(x, n.Product(Gelu(n, hidden), 64, 32)), ElementType.Float32, 1, 8, 32).Build();
    }

    private static string LayerNorm(OnnxNetwork n, string x)
    {
        string Mean(string value) => n.Node("ReduceMean", value, OnnxBuilder.Ints("axes", 2), s_keep);
        var centred = n.Node("Sub", [x, Mean(x)]);
        var variance = Mean(n.Node("Mul", [centred, centred]));
        var deviation = n.Node("Sqrt", n.Add(variance, n.Constant([1], 1e-5f)));
        var scaled = n.Node("Mul", [n.Node("Div", [centred, deviation]), n.Constant([32], n.Uniform(32, 0.5, 1.5))]);
        return n.Add(scaled, n.Constant([32], n.Normal(32, 0.2)));
    }

    private static string Gelu(OnnxNetwork n, string x)
    {
        var erf = n.Node("Erf", n.Node("Div", [x, n.Constant([1], (float)Math.Sqrt(2))]));
        return n.Times(n.Node("Mul", [x, n.Add(erf, n.Constant([1], 1f))]), 0.5f);
    }

    // Indices from −50, which count from the end: by ONNX's own rule, or by arithmetic of the network.
    private static byte[] Embedding(int seed, bool wraps)
    {
        var n = new OnnxNetwork(seed);
        var ids = n.Input(ElementType.Int64, 1, 6);
        if (wraps)
            ids = n.Node("Where", [n.Node("Less", [ids, n.Constant([1], 0L)]), n.Add(ids, n.Constant([1], 50L)), ids]);
        var x = n.Node("Gather", [n.Constant([50, 24], n.Normal(1200)), ids]);
        x = n.Node("ReduceMean", x, OnnxBuilder.Ints("axes", 1), OnnxBuilder.Int("keepdims", 0));
        x = n.Node("Relu", n.Dense(x, 24, 48, gain: 3));
        return n.Output(n.Dense(x, 48, 8), ElementType.Float32, 1, 8).Build();
    }

    // The map in the middle has 8 channels, rows and columns; its channels are shuffled.
    private static byte[] Autoencoder(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Conv(n.Input(ElementType.Float32, 1, 1, 16, 16), 1, 8, stride: 2, gain: 3));
        x = n.Node("Relu", n.Conv(x, 8, 8));
        x = n.Node("Gather", [x, n.Constant([8], 0L, 4, 1, 5, 2, 6, 3, 7)], OnnxBuilder.Int("axis", 1));
        x = n.Node("Relu", n.Conv(x, 8, 24));
        x = n.Node(
            "Resize", [x, "", n.Constant([4], 1f, 1, 2, 2)], OnnxBuilder.String("mode", "nearest"),
            OnnxBuilder.String("coordinate_transformation_mode", "asymmetric"), OnnxBuilder.String("nearest_mode", "floor"));
        return n.Output(n.Node("Sigmoid", n.Conv(x, 24, 1, gain: 2)), ElementType.Float32, 1, 1, 16, 16).Build();
    }

    // Inverted residual with squeeze and excitation, a shuffle of channels and hard activations, as MobileNet and ShuffleNet have them.
    private static byte[] Gates(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("HardSwish", n.Conv(n.Input(ElementType.Float32, 1, 3, 16, 16), 3, 16, stride: 2, gain: 3));
        var y = n.Node("HardSwish", n.Conv(x, 16, 64, 1));
        y = n.Conv(y, 64, 64, groups: 64, gain: 2);
        var squeezed = n.Node("Relu", n.Conv(n.Node("GlobalAveragePool", y), 64, 16, 1, gain: 3));
        var gate = n.Node("HardSigmoid", n.Conv(squeezed, 16, 64, 1, gain: 3), OnnxBuilder.Float("alpha", 1f / 6));
        y = n.Conv(n.Node("Mul", [y, gate]), 64, 16, 1);
        long[] order = [.. Enumerable.Range(0, 16).Select(i => (long)((i % 2 * 8) + (i / 2)))];
        x = n.Node("Gather", [n.Add(x, y), n.Constant([16], order)], OnnxBuilder.Int("axis", 1));
        x = n.Node(
            "AveragePool", x, OnnxBuilder.Ints("kernel_shape", 3, 3), OnnxBuilder.Ints("strides", 2, 2),
            OnnxBuilder.Ints("pads", 1, 1, 1, 1));
        return n.Output(n.Softmax(n.Dense(n.Node("Flatten", x), 256, 10, gain: 2), 1), ElementType.Float32, 1, 10).Build();
    }

    // Pixels 0…255 go in as they are; most activations reach 6.
    private static byte[] Pixels(int seed)
    {
        var n = new OnnxNetwork(seed);
        string Relu6(string v) => n.Node("Clip", [v, n.Constant([], 0f), n.Constant([], 6f)]);
        var x = Relu6(n.Conv(n.Input(ElementType.Float32, 1, 3, 24, 24), 3, 16, stride: 2, gain: 0.06));
        x = Relu6(n.Conv(x, 16, 16, groups: 16, gain: 1.5));
        x = Relu6(n.Conv(x, 16, 80, 1));
        return n.Output(n.Dense(n.GlobalMean(x), 80, 10, gain: 3), ElementType.Float32, 1, 10).Build();
    }

    private static byte[] UNet(int seed)
    {
        var n = new OnnxNetwork(seed);
        string Leaky(string v) => n.Node("LeakyRelu", v, OnnxBuilder.Float("alpha", 0.1f));
        var wide = Leaky(n.Conv(n.Input(ElementType.Float32, 1, 3, 16, 16), 3, 8, gain: 3));
        var x = n.Node(
            "MaxPool", wide, OnnxBuilder.Ints("kernel_shape", 3, 3), OnnxBuilder.Ints("strides", 2, 2),
            OnnxBuilder.Ints("pads", 1, 1, 1, 1));
        x = Leaky(n.Conv(x, 8, 16));
        x = n.Node(
            "Resize", [x, "", n.Constant([4], 1f, 1, 2, 2)], OnnxBuilder.String("mode", "linear"),
            OnnxBuilder.String("coordinate_transformation_mode", "half_pixel"));
        x = n.Concat(1, wide, Leaky(n.Conv(x, 16, 8)));
        return n.Output(n.Conv(Leaky(n.Conv(x, 16, 8)), 8, 2, 1), ElementType.Float32, 1, 2, 16, 16).Build();
    }

    private static byte[] Mlp(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Tanh", n.Dense(n.Input(ElementType.Float32, 1, 20), 20, 56, gain: 2));
        x = n.Node("Relu", n.Dense(x, 56, 56));
        return n.Output(n.Softmax(n.Dense(x, 56, 7, gain: 3), 1), ElementType.Float32, 1, 7).Build();
    }
}

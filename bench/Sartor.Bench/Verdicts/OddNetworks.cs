using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Bench.Verdicts;

/// <summary>Networks whose right conversions look wrong to a judge that divides by the wrong thing.</summary>
internal static class OddNetworks
{
    public static IReadOnlyList<BenchNetwork> All { get; } =
    [
        new("cancellation", Cancellation, ElementType.Float32, 1, 32),
        new("saturated sigmoids", Saturated, ElementType.Float32, 1, 256),
        new("zero channels", ZeroChannels, ElementType.Float32, 1, 3, 12, 12),
        new("large bias", LargeBias, ElementType.Float32, 1, 16),
        new("tiny", Tiny, ElementType.Float32, 1, 2),
        new("deep chain", DeepChain, ElementType.Float32, 1, 3, 8, 8),
        new("wide sum", WideSum, ElementType.Float32, 1, 2048),
        new("small values", seed => Scaled(seed, 1e-6f), ElementType.Float32, 1, 16),
        new("large values", seed => Scaled(seed, 1e6f), ElementType.Float32, 1, 16),
        new("unequal channels", UnequalChannels, ElementType.Float32, 1, 3, 12, 12),
        new("peaked softmax", PeakedSoftmax, ElementType.Float32, 1, 16),
    ];

    // Two nearly equal products: the outputs are a ten-thousandth of what is summed.
    private static byte[] Cancellation(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Input(ElementType.Float32, 1, 32);
        var weights = n.Normal(32 * 40, 0.25);
        var other = weights.Zip(n.Normal(32 * 40, 2.5e-5), (a, b) => a + b).ToArray();
        var difference = n.Node("Sub", [
            n.Node("MatMul", [x, n.Constant([32, 40], weights)]), n.Node("MatMul", [x, n.Constant([32, 40], other)])]);
        return n.Output(difference, ElementType.Float32, 1, 40).Build();
    }

    // 256 inputs and weights of 0.3: many scores are 1e-20, or 1 but for the last bit.
    private static byte[] Saturated(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Dense(n.Input(ElementType.Float32, 1, 256), 256, 64, gain: 0.3 * 16));
        return n.Output(n.Node("Sigmoid", n.Dense(x, 64, 10, gain: 0.3 * 32)), ElementType.Float32, 1, 10).Build();
    }

    // Two channels of the output are 0 for every input.
    private static byte[] ZeroChannels(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Conv(n.Input(ElementType.Float32, 1, 3, 12, 12), 3, 16, gain: 3));
        var weights = n.Normal(8 * 16 * 9, 0.1);
        weights.AsSpan(0, 2 * 16 * 9).Clear();
        var bias = n.Normal(8, 0.2);
        bias.AsSpan(0, 2).Clear();
        x = n.Node(
            "Conv", [x, n.Constant([8, 16, 3, 3], weights), n.Constant([8], bias)], OnnxBuilder.Ints("pads", 1, 1, 1, 1),
            OnnxBuilder.Ints("kernel_shape", 3, 3));
        return n.Output(x, ElementType.Float32, 1, 8, 12, 12).Build();
    }

    // The outputs are 100 ± 1.
    private static byte[] LargeBias(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Dense(n.Input(ElementType.Float32, 1, 16), 16, 80, gain: 2));
        var y = n.Add(n.Product(x, 80, 8), n.Constant([8], n.Normal(8, 1, 100)));
        return n.Output(y, ElementType.Float32, 1, 8).Build();
    }

    private static byte[] Tiny(int seed)
    {
        var n = new OnnxNetwork(seed);
        return n.Output(n.Dense(n.Input(ElementType.Float32, 1, 2), 2, 1), ElementType.Float32, 1, 1).Build();
    }

    private static byte[] DeepChain(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Conv(n.Input(ElementType.Float32, 1, 3, 8, 8), 3, 36, gain: 2);
        for (var i = 0; i < 12; i++) x = n.Add(x, n.Conv(n.Node("Relu", x), 36, 36, 1, gain: 0.5));
        return n.Output(n.Dense(n.GlobalMean(x), 36, 8, gain: 2), ElementType.Float32, 1, 8).Build();
    }

    private static byte[] WideSum(int seed)
    {
        var n = new OnnxNetwork(seed);
        return n.Output(n.Dense(n.Input(ElementType.Float32, 1, 2048), 2048, 4), ElementType.Float32, 1, 4).Build();
    }

    private static byte[] Scaled(int seed, float factor)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Dense(n.Input(ElementType.Float32, 1, 16), 16, 80, gain: 2));
        return n.Output(n.Times(n.Dense(x, 80, 8), factor), ElementType.Float32, 1, 8).Build();
    }

    // Channels of a map between a thousandth and a thousand, which float types hold as they are.
    private static byte[] UnequalChannels(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Conv(n.Input(ElementType.Float32, 1, 3, 12, 12), 3, 16, gain: 3));
        x = n.Conv(x, 16, 8);
        float[] factors = [1e-3f, 1e-2f, 0.1f, 1, 1, 10, 100, 1000];
        return n.Output(n.Node("Mul", [x, n.Constant([1, 8, 1, 1], factors)]), ElementType.Float32, 1, 8, 12, 12).Build();
    }

    // One class has nearly everything, the others 1e-6 and less.
    private static byte[] PeakedSoftmax(int seed)
    {
        var n = new OnnxNetwork(seed);
        var x = n.Node("Relu", n.Dense(n.Input(ElementType.Float32, 1, 16), 16, 80, gain: 3));
        return n.Output(n.Softmax(n.Dense(x, 80, 10, gain: 10), 1), ElementType.Float32, 1, 10).Build();
    }
}

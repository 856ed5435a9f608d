using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>Small networks that a weak judge lets pass, or refuses, in pairs of a source and what is wrong with it.</summary>
internal static class VerdictCases
{
    private static float[] Noise(int seed, int count, double scale = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * 2 * scale))];
    }

    /// <summary>One clamp: ReLU, or ReLU6 by its bound.</summary>
    public static byte[] Relu(float? bound) => bound is { } most
        ? new OnnxBuilder().Input("x", ElementType.Float32, 1, 32).Initializer("low", [], 0f).Initializer("high", [], most)
            .Node("Clip", ["x", "low", "high"], ["y"]).Output("y", ElementType.Float32, 1, 32).Build()
        : new OnnxBuilder().Input("x", ElementType.Float32, 1, 32).Node("Relu", ["x"], ["y"]).Output("y", ElementType.Float32, 1, 32)
            .Build();

    /// <summary>
    /// The index of the largest of 400 scores, whose numbers are all moved by a shift. One of them is smaller, so that it wins on no
    /// sample; the largest may be sought among probabilities.
    /// </summary>
    public static byte[] ArgMax(int shift, float seventh = 1, bool softmax = false)
    {
        const int Inputs = 24, Classes = 400;
        var weights = Noise(3, Inputs * Classes);
        var moved = new float[weights.Length];
        for (var i = 0; i < Inputs; i++)
        {
            for (var c = 0; c < Classes; c++)
                moved[(i * Classes) + ((c + shift) % Classes)] = weights[(i * Classes) + c] * (c == 7 ? seventh : 1);
        }
        var network = new OnnxBuilder().Input("x", ElementType.Float32, 1, Inputs).Initializer("w", [Inputs, Classes], moved)
            .Node("MatMul", ["x", "w"], ["s"]);
        if (softmax) network.Node("Softmax", ["s"], ["p"], OnnxBuilder.Int("axis", 1));
        return network.Node("ArgMax", [softmax ? "p" : "s"], ["y"], OnnxBuilder.Int("axis", 1), OnnxBuilder.Int("keepdims", 0))
            .Output("y", ElementType.Int64, 1).Build();
    }

    /// <summary>A slope for each channel below 0.</summary>
    public static byte[] Slopes() => new OnnxBuilder().Input("x", ElementType.Float32, 1, 4, 5, 5)
        .Initializer("w", [4, 4, 3, 3], Noise(5, 144)).Initializer("slope", [4, 1, 1], new[] { 0.1f, 0.3f, -0.2f, 0.7f })
        .Node("Conv", ["x", "w"], ["c"]).Node("PRelu", ["c", "slope"], ["y"]).Output("y", ElementType.Float32, 1, 4, 3, 3).Build();

    /// <summary>Three steps of a recurrent layer.</summary>
    public static byte[] Recurrence() => new OnnxBuilder().Input("x", ElementType.Float32, 3, 1, 4)
        .Initializer("w", [1, 5, 4], Noise(5, 20)).Initializer("r", [1, 5, 5], Noise(6, 25)).Initializer("b", [1, 10], Noise(7, 10))
        .Node("RNN", ["x", "w", "r", "b"], ["y"], OnnxBuilder.Int("hidden_size", 5)).Output("y", ElementType.Float32, 3, 1, 1, 5).Build();

    /// <summary>Two quantized layers whose sums often lie halfway between two of the coarse steps.</summary>
    public static byte[] CoarseSteps()
    {
        var network = new OnnxBuilder().Input("x", ElementType.Float32, 1, 3, 8, 8).Initializer("zero", [], (sbyte)0)
            .Initializer("quarter", [], 0.25f).Initializer("one", [], 1f);
        void Step(string from, string to, string scale) => network.Node("QuantizeLinear", [from, scale, "zero"], [$"{to}_q"])
            .Node("DequantizeLinear", [$"{to}_q", scale, "zero"], [to]);
        void Layer(string from, string to, int inputs, int outputs) => network
            .Initializer($"{to}_w", [outputs, inputs, 3, 3], [.. Noise(outputs, outputs * inputs * 9, 3).Select(v => (sbyte)v)])
            .Node("DequantizeLinear", [$"{to}_w", "quarter", "zero"], [$"{to}_f"])
            .Node("Conv", [from, $"{to}_f"], [to]);
        Step("x", "steps", "quarter");
        Layer("steps", "first", 3, 8);
        network.Node("Relu", ["first"], ["relu"]);
        Step("relu", "hidden", "one");
        Layer("hidden", "last", 8, 4);
        Step("last", "y", "one");
        return network.Output("y", ElementType.Float32, 1, 4, 4, 4).Build();
    }

    /// <summary>Whether each element is not 0, or whether it is.</summary>
    public static byte[] NotZero(bool inverted)
    {
        var network = new OnnxBuilder().Input("x", ElementType.Float32, 1, 32)
            .Node("Cast", ["x"], ["b"], OnnxBuilder.Int("to", 9));
        if (inverted) network.Node("Not", ["b"], ["n"]);
        return network.Node("Cast", [inverted ? "n" : "b"], ["y"], OnnxBuilder.Int("to", 6))
            .Output("y", ElementType.Int32, 1, 32).Build();
    }

    /// <summary>Boxes up to 640 beside scores up to 1 in one output.</summary>
    public static byte[] Boxes(bool inverted)
    {
        var builder = new OnnxBuilder().Input("x", ElementType.Float32, 1, 8, 5, 6)
            .Initializer("wb", [4, 8, 1, 1], Noise(5, 32, 200)).Initializer("bb", [4], 320f, 320, 320, 320)
            .Initializer("ws", [6, 8, 1, 1], Noise(6, 48)).Initializer("one", [1], 1f)
            .Node("Conv", ["x", "wb", "bb"], ["boxes"]).Node("Conv", ["x", "ws"], ["logits"]).Node("Sigmoid", ["logits"], ["scores"]);
        if (inverted) builder.Node("Sub", ["one", "scores"], ["given"]);
        return builder.Node("Concat", ["boxes", inverted ? "given" : "scores"], ["y"], OnnxBuilder.Int("axis", 1))
            .Output("y", ElementType.Float32, 1, 10, 5, 6).Build();
    }

    /// <summary>A layer with rows 10,000 times as small as its others, and one without.</summary>
    public static byte[] UnevenRows()
    {
        float[] uneven = [.. Noise(11, 64 * 64).Select((w, i) => i / 64 < 8 ? w * 1e-4f : w)];
        return new OnnxBuilder().Input("x", ElementType.Float32, 1, 64)
            .Initializer("even", [64, 64], Noise(12, 64 * 64)).Initializer("small", [64, 64], uneven)
            .Node("Gemm", ["x", "even"], ["h"], OnnxBuilder.Int("transB", 1)).Node("Relu", ["h"], ["r"])
            .Node("Gemm", ["r", "small"], ["y"], OnnxBuilder.Int("transB", 1)).Output("y", ElementType.Float32, 1, 64).Build();
    }

    /// <summary>A network with one output between 0 and 1.</summary>
    public static byte[] WakeWord(int seed) => new OnnxBuilder().Input("x", ElementType.Float32, 1, 40)
        .Initializer("w1", [40, 128], Noise(seed, 5120, 0.5)).Initializer("w2", [128, 1], Noise(seed + 1, 128, 0.3))
        .Node("MatMul", ["x", "w1"], ["h"]).Node("Relu", ["h"], ["r"]).Node("MatMul", ["r", "w2"], ["s"]).Node("Sigmoid", ["s"], ["y"])
        .Output("y", ElementType.Float32, 1, 1).Build();

    /// <summary>A head whose weights are all 0.</summary>
    public static byte[] Constant() => new OnnxBuilder().Input("x", ElementType.Float32, 1, 40).Initializer("w", [40, 10], new float[400])
        .Initializer("b", [10], Noise(2, 10)).Node("Gemm", ["x", "w", "b"], ["y"]).Output("y", ElementType.Float32, 1, 10).Build();

    /// <summary>The root of a number that is negative wherever the input is below 2.</summary>
    public static byte[] Root() => new OnnxBuilder().Input("x", ElementType.Float32, 1, 16).Initializer("two", [1], 2f)
        .Node("Sub", ["x", "two"], ["d"]).Node("Sqrt", ["d"], ["y"]).Output("y", ElementType.Float32, 1, 16).Build();

    /// <summary>Outputs of 1e-4 that are what is left of sums of about 1.</summary>
    public static byte[] Cancellation()
    {
        float[] weights = Noise(9, 64 * 8), other = [.. weights.Select((w, i) => w * (1 + (1e-4f * (i % 7 - 3))))];
        return new OnnxBuilder().Input("x", ElementType.Float32, 1, 64).Initializer("a", [64, 8], weights).Initializer("b", [64, 8], other)
            .Node("MatMul", ["x", "a"], ["p"]).Node("MatMul", ["x", "b"], ["q"]).Node("Sub", ["p", "q"], ["y"])
            .Output("y", ElementType.Float32, 1, 8).Build();
    }

    /// <summary>Two layers of 256 inputs whose sigmoids saturate.</summary>
    public static byte[] Saturated() => new OnnxBuilder().Input("x", ElementType.Float32, 1, 256)
        .Initializer("w1", [256, 256], Enumerable.Repeat(0.3f, 65536).Select((w, i) => i % 3 == 0 ? -w : w).ToArray())
        .Initializer("w2", [256, 4], Noise(8, 1024, 3))
        .Node("MatMul", ["x", "w1"], ["h"]).Node("Relu", ["h"], ["r"]).Node("MatMul", ["r", "w2"], ["s"]).Node("Sigmoid", ["s"], ["y"])
        .Output("y", ElementType.Float32, 1, 4).Build();

    /// <summary>Rows of a table by their numbers.</summary>
    public static byte[] Embedding() => new OnnxBuilder().Input("ids", ElementType.Int64, 1, 4).Initializer("t", [10, 6], Noise(4, 60))
        .Node("Gather", ["t", "ids"], ["y"]).Output("y", ElementType.Float32, 1, 4, 6).Build();

    /// <summary>A network that takes pixels from 0 to 255.</summary>
    public static byte[] Pixels() => new OnnxBuilder().Input("x", ElementType.Float32, 1, 3, 12, 12)
        .Initializer("w", [4, 3, 3, 3], Noise(10, 108, 0.01)).Initializer("b", [4], 500f, 900, -300, 40)
        .Node("Conv", ["x", "w", "b"], ["c"]).Node("Relu", ["c"], ["y"]).Output("y", ElementType.Float32, 1, 4, 10, 10).Build();
}

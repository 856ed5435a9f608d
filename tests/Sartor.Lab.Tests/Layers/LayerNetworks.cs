using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Lab.Tests.Layers;

/// <summary>ONNX networks with seeded weights whose nodes a converter fuses, folds and moves.</summary>
internal static class LayerNetworks
{
    private static readonly ElementType s_float = ElementType.Float32;

    /// <summary>Convolutions with BatchNorm, a shortcut, a depthwise convolution with ReLU6, a classifier.</summary>
    public static byte[] Residual()
    {
        var (onnx, random) = (new OnnxBuilder(), new Random(11));
        onnx.Input("x", s_float, 1, 3, 12, 10);
        Convolve(onnx, random, "a", "x", 3, 8, norm: true);
        onnx.Node("Relu", ["a"], ["a-relu"]);
        Convolve(onnx, random, "b", "a-relu", 8, 8, norm: true);
        onnx.Node("Relu", ["b"], ["b-relu"]);
        Convolve(onnx, random, "c", "b-relu", 8, 8, norm: true);
        onnx.Node("Add", ["a-relu", "c"], ["sum"]).Node("Relu", ["sum"], ["d"]);
        onnx.Initializer("zero", [], 0f).Initializer("six", [], 6f);
        Weights(onnx, random, "deep-w", 0.6f, 0, 8, 1, 3, 3);
        onnx.Node("Conv", ["d", "deep-w"], ["deep"], OnnxBuilder.Ints("pads", 1, 1, 1, 1), OnnxBuilder.Int("group", 8));
        onnx.Node("Clip", ["deep", "zero", "six"], ["deep-relu"]);
        Convolve(onnx, random, "e", "deep-relu", 8, 16, norm: false);
        onnx.Node("Relu", ["e"], ["e-relu"]).Node("GlobalAveragePool", ["e-relu"], ["mean"]).Node("Flatten", ["mean"], ["flat"]);
        Weights(onnx, random, "g-w", 0.5f, 0, 16, 7);
        Weights(onnx, random, "g-b", 0.2f, 0, 7);
        return onnx.Node("Gemm", ["flat", "g-w", "g-b"], ["y"]).Output("y", s_float, 1, 7).Build();
    }

    /// <summary>One head of attention, LayerNorm and a perceptron, each with a shortcut.</summary>
    public static byte[] Attention()
    {
        var (onnx, random) = (new OnnxBuilder(), new Random(12));
        onnx.Input("x", s_float, 1, 6, 16);
        foreach (var name in (string[])["q", "k", "v"]) Multiply(onnx, random, name, "x", 16, 16);
        onnx.Node("Transpose", ["k"], ["k-t"], OnnxBuilder.Ints("perm", 0, 2, 1));
        onnx.Node("MatMul", ["q", "k-t"], ["scores"]).Node("Softmax", ["scores"], ["weights"], OnnxBuilder.Int("axis", -1));
        onnx.Node("MatMul", ["weights", "v"], ["mixed"]).Node("Add", ["mixed", "x"], ["first"]);
        Weights(onnx, random, "n-w", 0.4f, 1, 16);
        Weights(onnx, random, "n-b", 0.2f, 0, 16);
        Normalize(onnx, "norm", "first", "n-w", "n-b");
        Multiply(onnx, random, "up", "norm", 16, 32);
        onnx.Node("Relu", ["up"], ["up-relu"]);
        Multiply(onnx, random, "down", "up-relu", 32, 16);
        onnx.Node("Add", ["down", "first"], ["second"]);
        Multiply(onnx, random, "y", "second", 16, 5);
        return onnx.Output("y", s_float, 1, 6, 5).Build();
    }

    /// <summary>A convolution that is flattened into a perceptron: the file has its elements, and its weights, in another order.</summary>
    public static byte[] Flat()
    {
        var (onnx, random) = (new OnnxBuilder(), new Random(13));
        onnx.Input("x", s_float, 1, 3, 6, 5);
        Convolve(onnx, random, "a", "x", 3, 8, norm: false);
        onnx.Node("Relu", ["a"], ["a-relu"]).Node("Flatten", ["a-relu"], ["flat"]);
        Weights(onnx, random, "g-w", 0.1f, 0, 240, 12);
        Weights(onnx, random, "g-b", 0.2f, 0, 12);
        Weights(onnx, random, "h-w", 0.4f, 0, 12, 4);
        Weights(onnx, random, "h-b", 0.2f, 0, 4);
        return onnx.Node("Gemm", ["flat", "g-w", "g-b"], ["g"]).Node("Relu", ["g"], ["g-relu"])
            .Node("Gemm", ["g-relu", "h-w", "h-b"], ["y"]).Output("y", s_float, 1, 4).Build();
    }

    private static void Convolve(OnnxBuilder onnx, Random random, string name, string x, long inputs, long outputs, bool norm)
    {
        Weights(onnx, random, $"{name}-w", 2f / MathF.Sqrt(9 * inputs), 0, outputs, inputs, 3, 3);
        onnx.Node("Conv", [x, $"{name}-w"], [norm ? $"{name}-conv" : name], OnnxBuilder.Ints("pads", 1, 1, 1, 1));
        if (!norm) return;
        Weights(onnx, random, $"{name}-s", 0.5f, 1, outputs);
        Weights(onnx, random, $"{name}-b", 0.3f, 0, outputs);
        Weights(onnx, random, $"{name}-m", 0.3f, 0, outputs);
        Weights(onnx, random, $"{name}-v", 0.5f, 1, outputs);
        onnx.Node("BatchNormalization", [$"{name}-conv", $"{name}-s", $"{name}-b", $"{name}-m", $"{name}-v"], [name]);
    }

    // LayerNorm as exporters wrote it before ONNX had an operator for it.
    private static void Normalize(OnnxBuilder onnx, string name, string x, string scale, string shift)
    {
        var last = OnnxBuilder.Ints("axes", -1);
        onnx.Initializer($"{name}-e", [], 1e-5f);
        onnx.Node("ReduceMean", [x], [$"{name}-mean"], last).Node("Sub", [x, $"{name}-mean"], [$"{name}-centred"]);
        onnx.Node("Mul", [$"{name}-centred", $"{name}-centred"], [$"{name}-square"]);
        onnx.Node("ReduceMean", [$"{name}-square"], [$"{name}-variance"], last);
        onnx.Node("Add", [$"{name}-variance", $"{name}-e"], [$"{name}-sum"]).Node("Sqrt", [$"{name}-sum"], [$"{name}-root"]);
        onnx.Node("Div", [$"{name}-centred", $"{name}-root"], [$"{name}-unit"]).Node("Mul", [$"{name}-unit", scale], [$"{name}-scaled"]);
        onnx.Node("Add", [$"{name}-scaled", shift], [name]);
    }

    private static void Multiply(OnnxBuilder onnx, Random random, string name, string x, long inputs, long outputs)
    {
        Weights(onnx, random, $"{name}-w", 1.5f / MathF.Sqrt(inputs), 0, inputs, outputs);
        Weights(onnx, random, $"{name}-b", 0.2f, 0, outputs);
        onnx.Node("MatMul", [x, $"{name}-w"], [$"{name}-product"]).Node("Add", [$"{name}-product", $"{name}-b"], [name]);
    }

    // Uniform around a mean.
    private static void Weights(OnnxBuilder onnx, Random random, string name, float width, float mean, params long[] extents)
    {
        var count = extents.Aggregate(1L, (a, b) => a * b);
        float[] values = [.. Enumerable.Range(0, (int)count).Select(_ => mean + (width * ((2 * random.NextSingle()) - 1)))];
        onnx.Initializer(name, extents, values);
    }
}

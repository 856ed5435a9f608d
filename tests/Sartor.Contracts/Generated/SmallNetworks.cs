using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Contracts.Generated;

/// <summary>
/// Small convolutional networks of the kinds that phones run, from seeds: stacks of convolutions, depthwise-separable and residual blocks,
/// pooled and classified. Random weights of the size that keeps activations where they are (He et al. 2015).
/// </summary>
public sealed class SmallNetworks
{
    private readonly Random _random;
    private readonly OnnxBuilder _builder = new() { Opset = 13 };
    private int _names;

    private SmallNetworks(int seed) => _random = new Random(seed);

    /// <summary>Writes <c>small-0000.onnx</c> and further ones into a folder.</summary>
    public static void Write(string folder, int count)
    {
        Directory.CreateDirectory(folder);
        for (var seed = 0; seed < count; seed++) File.WriteAllBytes(Path.Combine(folder, $"small-{seed:0000}.onnx"), Of(seed));
    }

    /// <summary>The ONNX file of a seed: one picture of 16 to 32 pixels, 1 or 3 channels, in; the logits of 2 to 20 classes out.</summary>
    public static byte[] Of(int seed) => new SmallNetworks(seed).Build();

    private byte[] Build()
    {
        var (channels, size) = (_random.Next(2) == 0 ? 1 : 3, _random.Next(8, 17) * 2);
        _builder.Input("image", ElementType.Float32, 1L, (long)channels, (long)size, (long)size);
        var width = _random.Next(4, 13);
        var value = Activated(Convolution("image", channels, width, 3, 2, 1));
        for (var block = _random.Next(1, 4); block > 0; block--)
        {
            var kind = _random.Next(3);
            if (kind == 0)
            {
                var wider = width + _random.Next(0, 9);
                (value, width) = (Activated(Convolution(value, width, wider, 3, 1, 1)), wider);
            }
            else if (kind == 1)
            {
                var deep = Activated(Convolution(value, width, width, _random.Next(2) == 0 ? 3 : 5, 1, width));
                var wider = width + _random.Next(0, 9);
                (value, width) = (Activated(Convolution(deep, width, wider, 1, 1, 1)), wider);
            }
            else
            {
                var inner = Convolution(Activated(Convolution(value, width, width, 3, 1, 1)), width, width, 3, 1, 1);
                value = Activated(Node("Add", [inner, value]));
            }
        }
        var pooled = Node("GlobalAveragePool", [value]);
        var flat = Node("Flatten", [pooled], OnnxBuilder.Int("axis", 1));
        var classes = _random.Next(2, 21);
        _builder.Node("Gemm", [flat, Weights("w", [width, classes], width), Weights("b", [classes], 16)], ["logits"]);
        return _builder.Output("logits", ElementType.Float32, 1L, (long)classes).Build();
    }

    private string Convolution(string input, int from, int to, int kernel, int stride, int groups) => Node(
        "Conv",
        [input, Weights("w", [to, from / groups, kernel, kernel], from / groups * kernel * kernel), Weights("b", [to], 16)],
        OnnxBuilder.Int("group", groups),
        OnnxBuilder.Ints("kernel_shape", kernel, kernel),
        OnnxBuilder.Ints("pads", kernel / 2, kernel / 2, kernel / 2, kernel / 2),
        OnnxBuilder.Ints("strides", stride, stride));

    private string Activated(string input) => _random.Next(3) switch
    {
        0 => Node("Clip", [input, Constant("low", 0f), Constant("high", 6f)]),
        1 => Node("Mul", [input, Node("Sigmoid", [input])]),
        _ => Node("Relu", [input]),
    };

    private string Node(string type, string[] inputs, params ProtoWriter[] attributes)
    {
        var output = $"v{_names++}";
        _builder.Node(type, inputs, [output], attributes);
        return output;
    }

    private string Constant(string name, float value)
    {
        var own = $"{name}{_names++}";
        _builder.Initializer(own, [], value);
        return own;
    }

    private string Weights(string name, long[] extents, int fanIn)
    {
        var own = $"{name}{_names++}";
        var scale = Math.Sqrt(2.0 / fanIn);
        var values = new float[extents.Aggregate(1L, (product, extent) => product * extent)];
        // Box and Muller's transform of two uniform numbers to a normal one.
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(scale * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
        _builder.Initializer(own, extents, values);
        return own;
    }
}

using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Graph.Operators;

namespace Sartor.Bench.Verdicts;

/// <summary>Puts an ONNX network together, layer by layer, with seeded weights of the usual sizes.</summary>
/// <param name="seed">Of the weights.</param>
/// <param name="opset">Of ONNX's operators.</param>
internal sealed class OnnxNetwork(int seed, long opset = 17)
{
    private readonly OnnxBuilder _builder = new() { Opset = opset };
    private readonly Random _random = new(seed);
    private int _values;

    public string Input(ElementType element, params object[] extents)
    {
        _builder.Input("x", element, extents);
        return "x";
    }

    /// <summary>Ends the network with an output.</summary>
    public OnnxNetwork Output(string value, ElementType element, params object[] extents)
    {
        _builder.Output(value, element, extents);
        return this;
    }

    public byte[] Build() => _builder.Build();

    /// <summary>Adds a node with one output.</summary>
    public string Node(string type, string[] inputs, params ProtoWriter[] attributes)
    {
        var name = $"{type.ToLowerInvariant()}{_values++}";
        _builder.Node(type, inputs, [name], attributes);
        return name;
    }

    /// <summary>Adds a node with several outputs and gives the first; the others are read by nobody.</summary>
    public string First(string type, string[] inputs, int outputs, params ProtoWriter[] attributes) =>
        Several(type, inputs, outputs, attributes)[0];

    /// <summary>Adds a node with several outputs and gives the last; the others are read by nobody.</summary>
    public string Last(string type, string[] inputs, int outputs, params ProtoWriter[] attributes) =>
        Several(type, inputs, outputs, attributes)[^1];

    /// <summary>Adds a node with several outputs and gives all.</summary>
    public string[] Several(string type, string[] inputs, int outputs, params ProtoWriter[] attributes)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => $"{type.ToLowerInvariant()}{_values++}")];
        _builder.Node(type, inputs, names, attributes);
        return names;
    }

    /// <summary>A node of a subgraph.</summary>
    public ProtoWriter Inner(string type, string[] inputs, string output)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs) node.Text(1, input);
        return node.Text(2, output).Text(3, $"{type}{_values++}").Text(4, type);
    }

    /// <summary>A subgraph as an attribute.</summary>
    public ProtoWriter Graph(
        string attribute, ProtoWriter[] nodes, (string Name, ElementType Element, long[] Extents)[] inputs,
        (string Name, ElementType Element, long[] Extents)[] outputs)
    {
        var graph = new ProtoWriter().Text(2, $"{attribute}{_values++}");
        foreach (var node in nodes) graph.Message(1, node);
        foreach (var input in inputs) graph.Message(11, Info(input));
        foreach (var output in outputs) graph.Message(12, Info(output));
        return new ProtoWriter().Text(1, attribute).Varint(20, 5).Message(6, graph);
    }

    private static ProtoWriter Info((string Name, ElementType Element, long[] Extents) value)
    {
        var shape = new ProtoWriter();
        foreach (var extent in value.Extents) shape.Message(1, new ProtoWriter().Varint(1, extent));
        var tensor = new ProtoWriter().Varint(1, OnnxElementTypes.Code(value.Element)).Message(2, shape);
        return new ProtoWriter().Text(1, value.Name).Message(2, new ProtoWriter().Message(1, tensor));
    }

    public string Node(string type, string input, params ProtoWriter[] attributes) => Node(type, [input], attributes);

    public string Constant<T>(long[] extents, params T[] values) where T : unmanaged
    {
        var name = $"constant{_values++}";
        _builder.Initializer(name, extents, values);
        return name;
    }

    /// <summary>Values of a normal distribution.</summary>
    public float[] Normal(long count, double deviation = 1, double mean = 0) =>
        [.. Enumerable.Range(0, (int)count).Select(_ => (float)(mean + (deviation * Normal())))];

    /// <summary>Uniform values.</summary>
    public float[] Uniform(long count, double low, double high) =>
        [.. Enumerable.Range(0, (int)count).Select(_ => (float)(low + ((high - low) * _random.NextDouble())))];

    /// <summary>A convolution with SAME padding by ONNX's symmetric pads, He's initialisation and small biases.</summary>
    public string Conv(
        string x, int inputs, int outputs, int kernel = 3, int stride = 1, int groups = 1, int dilation = 1, double gain = 1.4,
        bool bias = true, long[]? pads = null)
    {
        var fan = kernel * kernel * inputs / groups;
        var weights = Constant(
            [outputs, inputs / groups, kernel, kernel], Normal((long)outputs * fan, gain / Math.Sqrt(fan)));
        var pad = kernel / 2 * dilation;
        string[] values = bias ? [x, weights, Constant([outputs], Normal(outputs, 0.2))] : [x, weights];
        return Node(
            "Conv", values, OnnxBuilder.Ints("pads", pads ?? [pad, pad, pad, pad]), OnnxBuilder.Ints("strides", stride, stride),
            OnnxBuilder.Ints("dilations", dilation, dilation), OnnxBuilder.Int("group", groups),
            OnnxBuilder.Ints("kernel_shape", kernel, kernel));
    }

    /// <summary>A batch normalisation as training leaves it: variances far from 1.</summary>
    public string Norm(string x, int channels) => Node(
        "BatchNormalization",
        [x, Constant([channels], Uniform(channels, 0.5, 1.5)), Constant([channels], Normal(channels, 0.3)),
            Constant([channels], Normal(channels, 0.3)), Constant([channels], Uniform(channels, 0.3, 2))]);

    /// <summary>x · W + b of a matrix; the bias has that deviation.</summary>
    public string Dense(string x, int inputs, int outputs, double gain = 1.4, double bias = 0.2) => Node(
        "Gemm",
        [x, Constant([inputs, outputs], Normal((long)inputs * outputs, gain / Math.Sqrt(inputs))),
            Constant([outputs], Normal(outputs, bias))]);

    /// <summary>x · W of a tensor of any rank.</summary>
    public string Product(string x, int inputs, int outputs, double gain = 1) =>
        Node("MatMul", [x, Constant([inputs, outputs], Normal((long)inputs * outputs, gain / Math.Sqrt(inputs)))]);

    /// <summary>x · sigmoid(x).</summary>
    public string Swish(string x) => Node("Mul", [x, Node("Sigmoid", x)]);

    /// <summary>x and y, element by element.</summary>
    public string Add(string x, string y) => Node("Add", [x, y]);

    /// <summary>x times a number.</summary>
    public string Times(string x, float factor) => Node("Mul", [x, Constant([1], factor)]);

    /// <summary>The mean over height and width, as rows.</summary>
    public string GlobalMean(string x) => Node("Flatten", Node("GlobalAveragePool", x));

    public string Concat(int axis, params string[] parts) => Node("Concat", parts, OnnxBuilder.Int("axis", axis));

    public string Reshape(string x, params long[] extents) => Node("Reshape", [x, Constant([extents.Length], extents)]);

    public string Softmax(string x, int axis) => Node("Softmax", x, OnnxBuilder.Int("axis", axis));

    // Box and Muller.
    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}

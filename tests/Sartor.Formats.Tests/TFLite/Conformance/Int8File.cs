using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite.Conformance;

/// <summary>
/// An int8 network by the specification, one operator beside the other, whose tensors a test spoils before it is written.
/// </summary>
internal sealed class Int8File
{
    private readonly ModelGraph _graph = new("int8");
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);

    public Int8File()
    {
        var x = Input("x", 0.05f, -10, 1, 4, 4, 4);
        var same = Input("same", 0.05f, -10, 1, 4, 4, 4);
        var row = Input("row", 0.05f, 3, 1, 8);
        var other = Input("other", 0.02f, -3, 1, 8);
        Weighted("conv", Conv(KernelLayout.OutputSpatialInput, 1), x, new Shape(4, 1, 1, 4), 0);
        Weighted("depthwise", Conv(KernelLayout.InputSpatialOutput, 4), x, new Shape(1, 1, 1, 4), 3);
        Weighted("dense", new FullyConnected(WeightLayout.OutputInput), row, new Shape(3, 8), null);
        Add("pool", new MaxPool(ChannelLayout.ChannelsLast, [2, 2], [2, 2], [1, 1], [0, 0], [0, 0]), x.Quantization!, x);
        Add("joined", new Concat(3), x.Quantization!, x, same);
        Add("shaped", new Reshape([1, 64]), x.Quantization!, x);
        Add("padded", new Pad(PadMode.Constant, [0, 1, 0, 0], [0, 0, 0, 0], 0), x.Quantization!, x);
        Add("softmax", new Softmax(1), Of(1 / 256f, -128), row);
        Add("logistic", new Logistic(), Of(1 / 256f, -128), row);
        Add("tanh", new Tanh(), Of(1 / 128f, 0), row);
        Add("log", new LogSoftmax(1), Of(16 / 256f, 127), row);
        Add("sum", new Add(), Of(0.06f, 4), row, other);
        Add("product", new Mul(), Of(0.03f, 5), row, other);
    }

    /// <summary>A tensor by name: <c>conv</c>, <c>conv/weights</c>, <c>conv/bias</c>, …</summary>
    public Value this[string name] => _values[name];

    public static QuantizationParameters Of(float scale, long zeroPoint) => QuantizationParameters.PerTensor(scale, zeroPoint);

    /// <summary>Gives a tensor other parameters.</summary>
    public void Set(string name, QuantizationParameters? parameters) => _values[name].Quantization = parameters;

    /// <summary>Changes one scale and one zero point of a tensor.</summary>
    public void Change(string name, int channel, Func<float, float> scale, Func<long, long> zeroPoint)
    {
        var old = _values[name].Quantization!;
        _values[name].Quantization = old with
        {
            Scales = old.Scales.Select((s, i) => i == channel ? scale(s) : s).ToEquatableArray(),
            ZeroPoints = old.ZeroPoints.Select((z, i) => i == channel ? zeroPoint(z) : z).ToEquatableArray(),
        };
    }

    /// <summary>Gives a constant other data.</summary>
    public void Replace(string name, Tensor data)
    {
        var (old, use) = (_values[name], _values[name].Uses[0]);
        _values[name] = ModelGraph.NewConstant(name, data, old.Quantization);
        use.Node.SetInput(use.Index, _values[name]);
    }

    /// <summary>Writes the file, whether or not a runtime takes it, and checks it.</summary>
    public ConformanceReport Check()
    {
        using var stream = new MemoryStream();
        TFLiteWriter.Write(_graph, stream, TFLiteWriteOptions.Default with { Runtime = new Version(99, 0) });
        using var file = new TemporaryFile(stream.ToArray(), ".tflite");
        return ModelFormats.Check(file.Path);
    }

    private static Convolution Conv(KernelLayout kernel, long groups) =>
        new(ChannelLayout.ChannelsLast, kernel, groups, [1, 1], [1, 1], [0, 0], [0, 0]);

    private Value Input(string name, float scale, long zeroPoint, params long[] extents)
    {
        var value = _graph.AddInput(name, new TensorType(ElementType.Int8, new Shape(extents)));
        value.Quantization = Of(scale, zeroPoint);
        return _values[name] = value;
    }

    private void Add(string name, Operator op, QuantizationParameters parameters, params Value?[] inputs)
    {
        var output = _graph.Add(op, inputs, name).Output;
        output.Quantization = parameters;
        _values[name] = output;
        _graph.Outputs.Add(output);
    }

    private void Weighted(string name, Operator op, Value x, Shape shape, int? axis)
    {
        var channels = (int)(axis is { } a ? shape[a] : shape[0]);
        var scales = Enumerable.Range(1, axis is null ? 1 : channels).Select(i => 0.01f * i).ToArray();
        var parameters = new QuantizationParameters(scales.ToEquatableArray(), new long[scales.Length].ToEquatableArray(), axis ?? 0);
        var data = Enumerable.Range(0, (int)shape.ElementCount).Select(i => (sbyte)((i * 37 % 255) - 127)).ToArray();
        var weights = _values[$"{name}/weights"] = ModelGraph.NewConstant($"{name}/weights", Tensor.Create(shape, data), parameters);
        var steps = scales.Select(s => s * x.Quantization!.Scales[0]).ToEquatableArray();
        var bias = _values[$"{name}/bias"] = ModelGraph.NewConstant(
            $"{name}/bias", Tensor.Create(new Shape(channels), new int[channels]),
            new QuantizationParameters(steps, new long[scales.Length].ToEquatableArray()));
        Add(name, op, Of(0.1f, 3), x, weights, bias);
    }
}

using Sartor.Contracts;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>A small network, run in TFLite's runtime as float32 and as int8 over random samples: half calibrate, half judge.</summary>
internal sealed class Int8Experiment(int seed = 7)
{
    private readonly Random _random = new(seed);

    public ModelGraph Graph { get; } = new("int8");

    /// <summary>Samples in all.</summary>
    public int Samples { get; init; } = 48;

    public Value Input(params long[] extents) =>
        Graph.AddInput($"x{Graph.Inputs.Count}", new TensorType(ElementType.Float32, new Shape(extents)));

    public Value Add(Operator op, params Value?[] inputs) => Graph.Add(op, inputs, $"{op.Name}{Graph.Nodes.Count}").Output;

    /// <summary>Values of a normal distribution, times a factor.</summary>
    public float[] Normal(int count, double factor = 1) => [.. Enumerable.Range(0, count).Select(_ => (float)(Gauss() * factor))];

    public static Value Constant(string name, Shape shape, params float[] values) =>
        ModelGraph.NewConstant(name, Tensor.Create(shape, values));

    public static Value Scalar(double value) => ModelGraph.NewConstant("scalar", Tensor.Scalar((float)value));

    /// <summary>A convolution 1 × 1 over the last axis of [1,H,W,C], with random weights times a factor for each output.</summary>
    public Value Conv(Value x, Activation activation, params double[] factors)
    {
        var inputs = (int)x.Type.Shape![-1];
        var weights = Enumerable.Range(0, factors.Length).SelectMany(o => Normal(inputs, factors[o])).ToArray();
        return Conv(x, activation, weights, null);
    }

    public Value Conv(Value x, Activation activation, float[] weights, float[]? bias)
    {
        var inputs = x.Type.Shape![-1];
        var op = new Convolution(
            ChannelLayout.ChannelsLast, KernelLayout.OutputSpatialInput, 1, [1, 1], [1, 1], [0, 0], [0, 0], activation);
        var kernel = Constant($"w{Graph.Nodes.Count}", new Shape(weights.Length / inputs, 1, 1, inputs), weights);
        return Add(op, x, kernel, bias is null ? null : Constant($"b{Graph.Nodes.Count}", new Shape(bias.Length), bias));
    }

    /// <summary>Calibrates, converts, and runs both files over the samples that judge.</summary>
    /// <param name="outputs">Of the network.</param>
    public Int8Outcome Run(params Value[] outputs) => Run((_, input) => Sample(input), outputs);

    /// <param name="sample">Gives an input by the number of its sample.</param>
    /// <param name="outputs">Of the network.</param>
    public Int8Outcome Run(Func<int, Value, Tensor> sample, params Value[] outputs)
    {
        Graph.Outputs.AddRange(outputs);
        using var folder = new TemporaryFolder();
        var converter = new ModelConverter(ConversionTargets.Default, Graph);
        Tensor[][] samples = [.. Enumerable.Range(0, Samples).Select(i => Graph.Inputs.Select(input => sample(i, input)).ToArray())];
        var statistics = Calibrate(converter, Path.Combine(folder.Path, "calibration.tflite"), samples[..(Samples / 2)]);
        var judging = samples[(Samples / 2)..];
        var source = converter.Write(Precision.Float32, Path.Combine(folder.Path, "float32.tflite"));
        var variant = converter.Write(Precision.Int8, Path.Combine(folder.Path, "int8.tflite"), statistics);
        using var written = ModelFormats.Open(variant.Path);
        return new(Results(source, judging), Results(variant, judging), variant, [.. outputs.Select(o => o.Type.Shape!)])
        {
            Layers = [.. written.Graph.Nodes.Where(n => n.Operator is Convolution or FullyConnected).Select(n => n.Output.Type.Element)],
        };
    }

    private static IReadOnlyDictionary<string, ActivationStatistics> Calibrate(ModelConverter converter, string path, Tensor[][] samples)
    {
        var calibration = converter.BeginCalibration(path);
        using var runner = WorkerRunner.Start("tflite", path, new EngineOptions { Delegate = "none" });
        foreach (var sample in samples) calibration.Add(runner, sample);
        return calibration.Statistics(CalibrationMethod.MinMax);
    }

    private static float[][][] Results(ConvertedModel model, Tensor[][] samples)
    {
        using var runner = WorkerRunner.Start("tflite", model.Path, new EngineOptions { Delegate = "none" });
        return [.. samples.Select(sample => model.Signature.ToSource(runner.Infer(model.Signature.ToVariant(sample))))];
    }

    private Tensor Sample(Value input) => Tensor.Create(input.Type.Shape!, Normal((int)input.Type.Shape!.ElementCount));

    // Box and Muller.
    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}

/// <summary>What both files gave, by sample and output.</summary>
internal sealed record Int8Outcome(float[][][] Expected, float[][][] Actual, ConvertedModel Variant, Shape[] Shapes)
{
    /// <summary>Element types of what the convolutions and fully connected layers of the file give.</summary>
    public required IReadOnlyList<ElementType> Layers { get; init; }

    /// <summary>Root mean square error ÷ standard deviation of the source's values, for each slice of an output along an axis.</summary>
    public double[] Errors(int axis, int output = 0)
    {
        var shape = Shapes[output];
        var extent = (int)shape[axis];
        var inner = (int)shape.Strides()[axis < 0 ? shape.Rank + axis : axis];
        return [.. Enumerable.Range(0, extent).Select(slice => Error(output, i => i / inner % extent == slice))];
    }

    /// <summary>The same for all elements of an output that a condition chooses.</summary>
    public double Error(int output, Func<int, bool> chosen)
    {
        var pairs = Expected.Zip(Actual).SelectMany(sample => sample.First[output].Zip(sample.Second[output]).Where((_, i) => chosen(i)))
            .ToArray();
        var mean = pairs.Average(p => p.First);
        var spread = Math.Sqrt(pairs.Average(p => Math.Pow(p.First - mean, 2)));
        return Math.Sqrt(pairs.Average(p => Math.Pow(p.First - p.Second, 2))) / spread;
    }

    /// <summary>Mean over the samples of the cosine of an output.</summary>
    public double Cosine(int output = 0) => Expected.Zip(Actual).Average(sample =>
    {
        double dot = 0, left = 0, right = 0;
        foreach (var (x, y) in sample.First[output].Zip(sample.Second[output]))
            (dot, left, right) = (dot + ((double)x * y), left + ((double)x * x), right + ((double)y * y));
        return dot / Math.Sqrt(left * right);
    });

    public ElementType Element(int output = 0) => Variant.Signature.Outputs[output].VariantType.Element;

    public string Notes => string.Join('\n', Variant.Diagnostics.Select(d => $"{d.Code}: {d.Message}"));
}

using Sartor.Contracts;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Targets.TFLite;

/// <summary>Networks of ONNX's layout through the whole lowering, written and run by TFLite, against plain loops.</summary>
public sealed class TFLiteLoweringTests
{
    private const int Channels = 2, Outputs = 3, Height = 3, Width = 4;

    private static float[] Random(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];

    /// <summary>ReLU of a transposed convolution of kernel and stride 2, x [1,C,H,W] and kernel [C,O,2,2] as ONNX has them.</summary>
    private static float[] Expected(float[] x, float[] kernel, float[] bias)
    {
        var y = new float[Outputs * 2 * Height * 2 * Width];
        for (var o = 0; o < Outputs; o++)
            for (var i = 0; i < 2 * Height; i++)
                for (var j = 0; j < 2 * Width; j++)
                {
                    var sum = bias[o];
                    for (var c = 0; c < Channels; c++)
                    {
                        var weight = kernel[(((((c * Outputs) + o) * 2) + (i % 2)) * 2) + (j % 2)];
                        sum += x[(((c * Height) + (i / 2)) * Width) + (j / 2)] * weight;
                    }
                    y[(((o * 2 * Height) + i) * 2 * Width) + j] = Math.Max(0, sum);
                }
        return y;
    }

    [Theory]
    [InlineData(Precision.Float32, 1e-5)]
    [InlineData(Precision.Float16, 1e-3)]
    [InlineData(Precision.Int8, 0.02)]
    public void Upsampling_image_network_gives_its_image_in_the_order_of_the_source(Precision precision, double tolerance)
    {
        var random = new Random(11);
        float[] kernel = Random(random, Channels * Outputs * 4), bias = Random(random, Outputs);
        var graph = new ModelGraph("upsample");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, Channels, Height, Width)));
        var op = new TransposeConvolution(ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, 1, [2, 2], [1, 1], [0, 0], [0, 0]);
        Value?[] inputs = [x, ModelGraph.NewConstant("kernel", Tensor.Create(new Shape(Channels, Outputs, 2, 2), kernel)),
            ModelGraph.NewConstant("bias", Tensor.Vector<float>(bias))];
        graph.Outputs.Add(graph.Add(Clamp.Relu, [graph.Add(op, inputs, "up").Output], "y").Output);

        using var folder = new TemporaryFolder();
        var converter = new ModelConverter(ConversionTargets.Default, graph);
        var samples = Enumerable.Range(0, 8).Select(_ => Random(random, Channels * Height * Width)).ToArray();
        var variant = converter.Write(precision, Path.Combine(folder.Path, "model.tflite"), precision == Precision.Int8
            ? Calibrate(converter, folder, samples)
            : null);
        using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions { Delegate = "none" });
        foreach (var sample in samples)
        {
            var outputs = variant.Signature.ToSource(runner.Infer(variant.Signature.ToVariant([Tensor.Create(x.Type.Shape!, sample)])))[0];
            var expected = Expected(sample, kernel, bias);
            for (var i = 0; i < expected.Length; i++) outputs[i].ShouldBe(expected[i], tolerance, $"element {i}");
        }
    }

    // Softmax of ln 1, ln 2, … n along the axis is 1, 2, … n over their sum.
    [Theory]
    [InlineData(0, "none")]
    [InlineData(1, "none")]
    [InlineData(2, "none")]
    [InlineData(1, "xnnpack")]
    [InlineData(3, "none")]
    public void Softmax_along_any_axis_runs(int axis, string delegateName)
    {
        var graph = new ModelGraph("softmax");
        var shape = new Shape(2, 3, 4, 5);
        graph.Outputs.Add(graph.Add(new Softmax(axis), [graph.AddInput("x", new TensorType(ElementType.Float32, shape))], "y").Output);
        var places = Enumerable.Range(0, (int)shape.ElementCount).Select(i => (i / shape.Strides()[axis] % shape[axis]) + 1).ToArray();

        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.tflite");
        var variant = new ModelConverter(ConversionTargets.Default, graph).Write(Precision.Float32, path);
        using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions { Delegate = delegateName });
        var given = Tensor.Create(shape, [.. places.Select(p => (float)Math.Log(p))]);
        var outputs = variant.Signature.ToSource(runner.Infer(variant.Signature.ToVariant([given])))[0];
        var sum = shape[axis] * (shape[axis] + 1) / 2.0;
        for (var i = 0; i < places.Length; i++) outputs[i].ShouldBe((float)(places[i] / sum), 1e-6f, $"element {i}");
    }

    /// <summary>Operators that broadcast over 5 axes and more, with the shapes of their operands.</summary>
    public static TheoryData<Operator, long[], long[]> Broadcasts => new()
    {
        { new Add(), [2, 3, 4, 5, 2], [2, 3, 1, 1, 2] },
        { new Sub(Activation.Relu), [2, 1, 3, 1, 2], [1, 3, 1, 2, 1] },
        { new Mul(), [1, 2, 3, 2, 2, 2], [1, 2, 1, 2, 1, 2] },
        { new Maximum(), [2, 3, 2, 2, 2], [2] },
        { new Div(), [2, 1, 2, 3, 2, 4], [1, 3, 2, 1, 2, 1] },
        { new PRelu(), [2, 3, 2, 2, 4], [1, 1, 1, 1, 4] },
        { new MatMul(), [2, 3, 2, 4, 5], [1, 1, 2, 5, 3] },
        { new MatMul(), [2, 1, 3, 4, 5], [1, 3, 3, 5, 2] },
        { new MatMul(), [2, 3, 2, 2, 4], [4, 3] },
    };

    [Theory, MemberData(nameof(Broadcasts))]
    public void Broadcast_over_many_axes_runs(Operator op, long[] left, long[] right)
    {
        var graph = new ModelGraph("broadcast");
        Value x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(left))),
            y = graph.AddInput("y", new TensorType(ElementType.Float32, new Shape(right)));
        graph.Outputs.Add(graph.Add(op, [x, y], "z").Output);
        var random = new Random(5);
        Tensor[] fed = [.. graph.Inputs.Select(v => Tensor.Create(v.Type.Shape!, Random(random, (int)v.Type.Shape!.ElementCount)))];
        var expected = op.Evaluate(fed)!.Value[0].ToSingles();

        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.tflite");
        var variant = new ModelConverter(ConversionTargets.Default, graph).Write(Precision.Float32, path);
        foreach (var delegateName in (string[])["none", "xnnpack"])
        {
            using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions { Delegate = delegateName });
            var outputs = variant.Signature.ToSource(runner.Infer(variant.Signature.ToVariant(fed)))[0];
            outputs.Length.ShouldBe(expected.Length);
            for (var i = 0; i < expected.Length; i++)
                outputs[i].ShouldBe(expected[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"{delegateName}, element {i}");
        }
    }

    private static IReadOnlyDictionary<string, ActivationStatistics> Calibrate(ModelConverter converter, TemporaryFolder folder,
        float[][] samples)
    {
        var path = Path.Combine(folder.Path, "calibration.tflite");
        var calibration = converter.BeginCalibration(path);
        using var runner = WorkerRunner.Start("tflite", path, new EngineOptions { Delegate = "none" });
        foreach (var sample in samples) calibration.Add(runner, [Tensor.Create(new Shape(1, Channels, Height, Width), sample)]);
        return calibration.Statistics(CalibrationMethod.MinMax);
    }
}

using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

public sealed class BiasCorrectionTests
{
    private static readonly Convolution Plain = new(ChannelLayout.ChannelsLast, KernelLayout.OutputSpatialInput, 1, [1, 1], [1, 1], [0, 0],
        [0, 0]);

    private static Node Layer(Operator op, Shape x, Tensor weights, float[]? bias)
    {
        var graph = new ModelGraph("test");
        var offset = bias is null ? null : ModelGraph.NewConstant("b", Tensor.Vector<float>(bias));
        return graph.Add(op, [graph.AddInput("x", new TensorType(ElementType.Float32, x)), ModelGraph.NewConstant("w", weights), offset],
            "layer");
    }

    private static float[]? Correct(Node node, (Tensor Tensor, QuantizationParameters Parameters) quantized, double[]? means) =>
        BiasCorrection.Correct(node, quantized.Tensor, quantized.Parameters, means)?.ToSingles();

    [Fact]
    public void Mean_of_the_result_comes_back()
    {
        // One scale 0.01 for {1.27, 0.004, 0.004, 0.004}: the small weights round to 0, all in one direction.
        var weights = Tensor.Create(new Shape(1, 4), [1.27f, 0.004f, 0.004f, 0.004f]);
        var node = Layer(new FullyConnected(WeightLayout.OutputInput), new Shape(1, 4), weights, [0.5f]);
        var bias = Correct(node, Int8.WeightsPerTensor(weights), [7, 10, 20, 30]);
        // E[(Ŵ − W)·x] = −0.004 · (10 + 20 + 30) = −0.24.
        bias.ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(0.5f + 0.24f, 1e-4);
    }

    [Fact]
    public void Mean_over_samples_comes_back_in_every_output()
    {
        var random = new Random(8);
        const int Inputs = 20, Outputs = 5, Samples = 300;
        float Draw() => (float)random.NextDouble();
        var weights = Tensor.Create(new Shape(Outputs, Inputs), Enumerable.Range(0, Outputs * Inputs).Select(i => i % Inputs == 0
            ? 10f
            : 0.035f * Draw()).ToArray());
        var rows = Enumerable.Range(0, Samples).Select(_ => Enumerable.Range(0, Inputs).Select(k => k + Draw()).ToArray()).ToArray();
        var means = Enumerable.Range(0, Inputs).Select(k => rows.Average(r => (double)r[k])).ToArray();
        var quantized = Int8.WeightsPerTensor(weights);
        var rounded = quantized.Tensor.ToInt64s().Select(q => q * quantized.Parameters.Scales[0]).ToArray();
        var bias = Correct(Layer(new FullyConnected(WeightLayout.OutputInput), new Shape(1, Inputs), weights, null), quantized, means)
            .ShouldNotBeNull();
        double Mean(float[] w, int o) => rows.Average(r => r.Select((x, k) => (double)x * w[(o * Inputs) + k]).Sum());
        for (var o = 0; o < Outputs; o++)
        {
            var exact = Mean(weights.ToSingles(), o);
            Math.Abs(Mean(rounded, o) - exact).ShouldBeGreaterThan(0.1);
            (Mean(rounded, o) + bias[o]).ShouldBe(exact, 1e-3);
        }
    }

    [Fact]
    public void Convolution_sums_over_its_window_by_input_channel()
    {
        // [O=2, H=2, W=1, I=2]; channel 0 loses 0.004 in both rows, channel 1 nothing; output 1 is exact.
        var weights = Tensor.Create(new Shape(2, 2, 1, 2), [0.004f, 1.27f, 0.004f, 0.01f, 1.27f, 0.01f, 0.02f, 0.03f]);
        var bias = Correct(Layer(Plain, new Shape(1, 4, 4, 2), weights, [1, 2]), Int8.WeightsPerAxis(weights, 0), [5, 100])
            .ShouldNotBeNull();
        bias[0].ShouldBe(1 + (2 * 0.004f * 5), 1e-3);
        bias[1].ShouldBe(2, 1e-3);
    }

    [Fact]
    public void Depthwise_convolution_reads_the_channel_of_each_output()
    {
        // [1, H=2, W=1, O=4] of two channels: outputs 0 and 1 read channel 0, outputs 2 and 3 channel 1.
        var op = Plain with { Kernel = KernelLayout.InputSpatialOutput, Groups = 2 };
        var weights = Tensor.Create(new Shape(1, 2, 1, 4), [1.27f, 1.27f, 1.27f, 1.27f, 0.004f, 0.014f, 0.004f, 0.01f]);
        var bias = Correct(Layer(op, new Shape(1, 4, 4, 2), weights, null), Int8.WeightsPerAxis(weights, 3), [10, -20]).ShouldNotBeNull();
        bias[0].ShouldBe(0.04f, 1e-4);
        bias[1].ShouldBe(0.04f, 1e-4);
        bias[2].ShouldBe(-0.08f, 1e-4);
        bias[3].ShouldBe(0, 1e-4);
    }

    [Fact]
    public void Means_that_do_not_fit_correct_nothing()
    {
        var weights = Tensor.Create(new Shape(2, 1, 1, 3), [1f, 2, 3, 4, 5, 6]);
        var node = Layer(Plain, new Shape(1, 4, 4, 3), weights, [1, 2]);
        Correct(node, Int8.WeightsPerAxis(weights, 0), null).ShouldBeNull();
        Correct(node, Int8.WeightsPerAxis(weights, 0), [1, 2]).ShouldBeNull();
        Correct(node, Int8.WeightsPerAxis(weights, 0), []).ShouldBeNull();
    }

    [Fact]
    public void Transposed_convolution_is_not_corrected()
    {
        // Its stride decides how many elements of the kernel reach one result; their sum is no shift of the mean.
        var op = new TransposeConvolution(ChannelLayout.ChannelsLast, KernelLayout.InputSpatialOutput, 1, [2, 2], [1, 1], [0, 0], [0, 0]);
        var weights = Tensor.Create(new Shape(1, 2, 2, 1), [1.27f, 0.004f, 0.004f, 0.004f]);
        Correct(Layer(op, new Shape(1, 4, 4, 1), weights, [0]), Int8.WeightsPerTensor(weights), [10]).ShouldBeNull();
    }
}

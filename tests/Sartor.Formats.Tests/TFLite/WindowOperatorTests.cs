using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Tests.Support;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>Convolutions and poolings as TensorFlow Lite's runtime computes them, against sums written out here.</summary>
public sealed class WindowOperatorTests
{
    private const int Height = 7, Width = 6, Channels = 3, Kernel = 3;

    private static readonly Shape Input = new(1, Height, Width, Channels);

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 1, 1, 1)]
    [InlineData(2, 1, 0, 0)]
    [InlineData(1, 2, 0, 0)]
    [InlineData(1, 2, 2, 2)]
    public void Convolution_MatchesItsDefinition(int stride, int dilation, int before, int after)
    {
        // With stride 2, SAME of extent 6 pads after only.
        (int H, int W) pads = (before, stride == 2 && before > 0 ? 0 : before);
        var op = new Convolution(
            ChannelLayout.ChannelsLast, KernelLayout.OutputSpatialInput, 1, [stride, stride], [dilation, dilation], [pads.H, pads.W],
            [after, after], Activation.Relu6);
        Check(op, new Shape(5, Kernel, Kernel, Channels), 5, (x, w, h, v, o) =>
        {
            double sum = 0;
            for (var i = 0; i < Kernel; i++)
            {
                for (var j = 0; j < Kernel; j++)
                {
                    for (var c = 0; c < Channels; c++)
                        sum += At(
                            x, (h * stride) - pads.H + (i * dilation), (v * stride) - pads.W + (j * dilation),
                            c) * w[(((((o * Kernel) + i) * Kernel) + j) * Channels) + c];
                }
            }
            return Math.Clamp(sum, 0, 6);
        });
    }

    [Theory, InlineData(1), InlineData(2)]
    public void DepthwiseConvolution_MatchesItsDefinition(int multiplier)
    {
        var outputs = Channels * multiplier;
        var op = new Convolution(ChannelLayout.ChannelsLast, KernelLayout.InputSpatialOutput, Channels, [1, 1], [1, 1], [1, 1], [1, 1]);
        Check(op, new Shape(1, Kernel, Kernel, outputs), outputs, (x, w, h, v, o) =>
        {
            double sum = 0;
            for (var i = 0; i < Kernel; i++)
            {
                for (var j = 0; j < Kernel; j++) sum += At(x, h - 1 + i, v - 1 + j, o / multiplier) * w[(((i * Kernel) + j) * outputs) + o];
            }
            return sum;
        });
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Pooling_MatchesItsDefinition(bool isMaximum)
    {
        EquatableArray<long> kernel = [3, 2], strides = [2, 2], before = [1, 0], after = [1, 0];
        Operator op = isMaximum
            ? new MaxPool(ChannelLayout.ChannelsLast, kernel, strides, [1, 1], before, after)
            : new AveragePool(ChannelLayout.ChannelsLast, kernel, strides, [1, 1], before, after, false);
        Check(op, null, Channels, (x, _, h, v, o) =>
        {
            var values = new List<double>();
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 2; j++)
                {
                    int row = (2 * h) - 1 + i, column = (2 * v) + j;
                    if (row is >= 0 and < Height && column < Width) values.Add(At(x, row, column, o));
                }
            }
            return isMaximum ? values.Max() : values.Average();
        });
    }

    [Theory, InlineData(0, 0, false), InlineData(0, 1, true), InlineData(0, 0, true)]
    public void TransposeConvolution_MatchesItsDefinition(int before, int after, bool hasBias)
    {
        const int Outputs = 2, Stride = 2;
        var op = new TransposeConvolution(
            ChannelLayout.ChannelsLast, KernelLayout.InputSpatialOutput, 1, [Stride, Stride], [1, 1], [before, before], [after, after]);
        Check(op, new Shape(Outputs, Kernel, Kernel, Channels), Outputs, (x, w, h, v, o) =>
        {
            double sum = 0;
            for (var i = 0; i < Kernel; i++)
            {
                for (var j = 0; j < Kernel; j++)
                {
                    int row = h + before - i, column = v + before - j;
                    if (row % Stride != 0 || column % Stride != 0) continue;
                    for (var c = 0; c < Channels; c++)
                        sum += At(x, row / Stride, column / Stride, c) * w[(((((o * Kernel) + i) * Kernel) + j) * Channels) + c];
                }
            }
            return sum;
        }, hasBias);
    }

    private static double At(double[] x, int row, int column, int channel) =>
        row < 0 || row >= Height || column < 0 || column >= Width ? 0 : x[(((row * Width) + column) * Channels) + channel];

    private static void Check(
        Operator op, Shape? weights, int channels, Func<double[], double[], int, int, int, double> expected, bool hasBias = false)
    {
        var graph = new ModelGraph("window");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, Input));
        var w = weights is null ? null : RandomTensors.Create(new TensorType(ElementType.Float32, weights), 5);
        List<Value?> inputs = [x];
        if (w is not null) inputs.Add(ModelGraph.NewConstant("w", w));
        if (hasBias)
            inputs.Add(ModelGraph.NewConstant("b", Tensor.Create(new Shape(channels), Enumerable.Repeat(0.5f, channels).ToArray())));
        graph.Outputs.Add(graph.Add(op, inputs, "y").Output);
        using var file = new TemporaryFile(RoundTripTests.Write(graph), ".tflite");
        using var again = ModelFormats.Open(file.Path);
        again.Graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBe(op);
        var input = RandomTensors.Create(x.Type, 6);
        foreach (var (name, outputs) in NativeRuntime.Run(file.Path, input))
        {
            var result = outputs[0];
            result.Shape.ShouldBe(graph.Outputs[0].Type.Shape);
            double[] actual = result.ToDoubles(), from = input.ToDoubles(), by = w?.ToDoubles() ?? [];
            for (var i = 0; i < actual.Length; i++)
            {
                int o = i % channels, v = i / channels % (int)result.Shape[2], h = i / channels / (int)result.Shape[2];
                actual[i].ShouldBe(expected(from, by, h, v, o) + (hasBias ? 0.5 : 0), 1e-4, $"{name}, element [{h},{v},{o}]");
            }
        }
    }
}

using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

public sealed class FiniteWeightsTests
{
    private static ModelGraph Network(float weight, float bias)
    {
        var graph = new ModelGraph("broken.onnx");
        var values = Enumerable.Repeat(0.5f, 4 * 512).ToArray();
        values[700] = weight;
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 512)));
        Value?[] inputs = [x, ModelGraph.NewConstant("kernel", Tensor.Create(new Shape(4, 512), values)),
            ModelGraph.NewConstant("offset", Tensor.Vector(1, bias, 3, 4))];
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), inputs, "dense").Output);
        return graph;
    }

    private static string Refused(Action action)
    {
        var message = Should.Throw<UnsupportedModelException>(action).Message;
        message.ShouldStartWith("broken.onnx: ");
        message.ShouldContain("NaN or infinite");
        message.ShouldContain("float16");
        return message;
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Weight_that_is_no_number_is_refused_by_name_and_place(float weight)
    {
        using var folder = new TemporaryFolder();
        var converter = new ModelConverter(ConversionTargets.Default, Network(weight, 2));
        foreach (var refused in new[]
        {
            Refused(() => converter.Write(Precision.DynamicRangeInt8, Path.Combine(folder.Path, "dynamic.tflite"))),
            Refused(() => converter.BeginCalibration(Path.Combine(folder.Path, "calibration.tflite"))),
        })
        {
            refused.ShouldContain("constant 'kernel'");
            refused.ShouldContain("1 of 2048 elements");
            refused.ShouldContain("element 700 is the first");
        }
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Bias_that_is_no_number_is_refused_where_it_would_become_an_integer()
    {
        using var folder = new TemporaryFolder();
        var converter = new ModelConverter(ConversionTargets.Default, Network(0.5f, float.NaN));
        Refused(() => converter.BeginCalibration(Path.Combine(folder.Path, "calibration.tflite"))).ShouldContain("constant 'offset'");
        // The hybrid kernel adds biases in float32, as the source does.
        converter.Write(Precision.DynamicRangeInt8, Path.Combine(folder.Path, "dynamic.tflite"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Quantised_layer_or_sum_with_such_a_constant_is_refused(bool isSum)
    {
        var network = new Int8Network();
        var x = network.Input(-1, 1, 1, 4, 4, 3);
        var y = isSum
            ? network.Add(new Add(), -1, 1, x, ModelGraph.NewConstant("shift", Tensor.Vector(0, float.NaN, 1)))
            : network.Conv(x, -1, 1, weight: float.PositiveInfinity);
        Should.Throw<UnsupportedModelException>(() => network.Run(y)).Message.ShouldContain(isSum ? "constant 'shift'" : "constant 'w'");
    }

    [Fact]
    public void Finite_weights_and_other_precisions_are_left_alone()
    {
        using var folder = new TemporaryFolder();
        new ModelConverter(ConversionTargets.Default, Network(0.25f, 2)).BeginCalibration(Path.Combine(folder.Path, "calibration.tflite"));
        var unsound = new ModelConverter(ConversionTargets.Default, Network(float.NaN, 2));
        unsound.Write(Precision.Float32, Path.Combine(folder.Path, "float32.tflite"));
    }
}

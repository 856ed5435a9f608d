using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Sensitivity;
using Sartor.Lab.Tests.Evaluation;
using Sartor.Lab.Tests.Layers;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Sensitivity;

public sealed class LayerSensitivitiesTests : IDisposable
{
    private const int Width = 8;

    private static readonly EnginePlan s_plan = EnginePlan.OfThisHost(["tflite/none"]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Rounding computed once more by the specification, for a network of one layer.
    [Theory]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Int16)]
    public void Noise_of_a_layer_is_that_of_the_specification(ElementType activations)
    {
        var weights = SmallNetworks.Values(Width * Width, 3);
        var (report, samples) = Report((graph, x) => Dense(graph, x, "y", weights), activations);
        float[][] exact = [.. samples.Select(x => Product(x, weights))];
        var largest = weights.Max(Math.Abs) / 127;
        float[] rounded = [.. weights.Select(w => MathF.Round(w / largest) * largest)];
        var (ofX, ofY) = (Parameters(samples, activations), Parameters(exact, activations));
        // Bias correction: what rounding the weights does to the mean.
        float[] means = [.. Enumerable.Range(0, Width).Select(i => samples.Average(x => x[i]))];
        float[] shift = [.. Product(means, rounded).Zip(Product(means, weights), (a, b) => a - b)];
        double signal = 0, noise = 0;
        foreach (var (x, y) in samples.Zip(exact))
        {
            var given = Product([.. x.Select(v => Grid(v, ofX))], rounded).Zip(shift, (v, s) => Grid(v - s, ofY));
            foreach (var (a, b) in y.Zip(given)) (signal, noise) = (signal + (a * (double)a), noise + Math.Pow(a - b, 2));
        }
        var layer = report.Layers.ShouldHaveSingleItem();
        (layer.Output, layer.Operator, layer.Problem).ShouldBe(("y", "FullyConnected", null));
        layer.SqnrDb!.Value.ShouldBe(10 * Math.Log10(signal / noise), 0.1);
        report.Tensors.Single(t => t.Name == "y").SqnrDb.ShouldBe(layer.SqnrDb);
        report.Tensors.Single(t => t.Name == "y").Scale.ShouldBe(ofY.Scales[0]);
    }

    // One scale for all rows, and one row a thousand times the others: what the next layer reads of those is lost.
    [Fact]
    public void Layer_whose_weights_int8_loses_and_the_one_that_reads_it_are_the_first()
    {
        var good = SmallNetworks.Values(Width * Width, 5);
        float[] bad = [.. good.Select((w, i) => i < Width ? w * 1000 : w)];
        float[] blind = [.. good.Select((w, i) => i % Width == 0 ? 0 : w)];
        var (report, _) = Report((graph, x) => Dense(graph, Dense(graph, Dense(graph, x, "a", good), "b", bad), "c", blind));
        report.Layers.Take(2).Select(layer => layer.Output).Order().ShouldBe(["b", "c"]);
        report.Layers.Take(2).ShouldAllBe(layer => layer.SqnrDb < 10);
        (report.Layers[2].Output, report.Layers.Count).ShouldBe(("a", 3));
        report.Layers[2].SqnrDb!.Value.ShouldBeGreaterThan(30);
        report.Tensors.Select(tensor => tensor.SqnrDb).ShouldBeInOrder();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    private (SensitivityReport Report, float[][] Samples) Report(
        Func<ModelGraph, Value, Value> build, ElementType activations = ElementType.Int8)
    {
        var graph = new ModelGraph("g");
        graph.Outputs.Add(build(graph, graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, Width)))));
        float[][] samples = [.. Enumerable.Range(1, 8).Select(i => SmallNetworks.Values(Width, (uint)i * 77))];
        Tensor[][] inputs = [.. samples.Select(x => new[] { Tensor.Create(new Shape(1, Width), x) })];
        var converter = new ModelConverter(ConversionTargets.Default, graph);
        var path = Path.Combine(_folder.Path, "int8.tflite");
        var calibration = converter.BeginCalibration(path);
        using (var session = new LocalSessions().Open(path, s_plan.Reference("tflite"), 1, new()))
        {
            foreach (var input in inputs) calibration.Add(session, input);
        }
        File.Delete(path);
        var sensitivities = new LayerSensitivities(
            s_plan, new LocalSessions(), converter, calibration.Statistics(CalibrationMethod.MinMax), path, 1, CancellationToken.None);
        return (sensitivities.Run(new Int8Options { Activations = activations }, inputs, null), samples);
    }

    private static Value Dense(ModelGraph graph, Value x, string name, float[] weights) => graph.Add(
        new FullyConnected(WeightLayout.OutputInput),
        [x, ModelGraph.NewConstant($"{name}/weights", Tensor.Create(new Shape(Width, Width), weights))], name).Output;

    private static float[] Product(float[] x, float[] weights) =>
        [.. Enumerable.Range(0, Width).Select(o => (float)Enumerable.Range(0, Width).Sum(i => weights[(o * Width) + i] * (double)x[i]))];

    // int8 from the smallest value to the largest; int16 as far below 0 as above.
    private static QuantizationParameters Parameters(float[][] values, ElementType element)
    {
        var (low, high) = (values.Min(v => v.Min()), values.Max(v => v.Max()));
        if (element == ElementType.Int16) return QuantizationParameters.PerTensor(Math.Max(-low, high) / 32767, 0);
        var scale = (high - low) / 255;
        return QuantizationParameters.PerTensor(scale, (long)Math.Round(-128 - (low / scale)));
    }

    private static float Grid(float value, QuantizationParameters q)
    {
        var most = q.ZeroPoints[0] == 0 ? 32767 : 127;
        return (float)((Math.Clamp(Math.Round(value / q.Scales[0]) + q.ZeroPoints[0], -most - 1, most) - q.ZeroPoints[0]) * q.Scales[0]);
    }
}

using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>
/// ONNX sources with QuantizeLinear and DequantizeLinear around every operator, as ONNX Runtime's quantize_static writes them: uint8
/// activations, int8 weights a channel, int32 biases. ONNX Runtime computes what is right.
/// </summary>
public sealed class QuantizedSourceTests : IDisposable
{
    private const int Channels = 4, Classes = 5;
    private const float OutputScale = 0.04f;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(2);

    public void Dispose() => _folder.Dispose();

    // The two round sums in different orders and with other multipliers: a step at most, and seldom.
    [Theory]
    [InlineData("none")]
    [InlineData("xnnpack")]
    public void Integers_of_the_source_are_kept_and_compute_the_same(string @delegate)
    {
        var source = Write(Network());
        using var file = ModelFormats.Open(source);
        var converter = new ModelConverter(ConversionTargets.Default, file.Graph);
        converter.IsQuantizedSource.ShouldBeTrue();
        var variant = converter.Write(Precision.Int8, Path.Combine(_folder.Path, "variant.tflite"));
        variant.Diagnostics.Single(d => d.Code == "int8-source").Message.ShouldContain("3 of 3 layers keep its integers");
        var steps = Differences(source, variant, @delegate).Select(d => Math.Abs(d) / OutputScale).ToArray();
        steps.Max().ShouldBeLessThan(1.01f);
        steps.Count(step => step > 0.01).ShouldBeLessThan(steps.Length / 20);
        ModelFormats.Check(variant.Path, null).Findings.Where(f => f.Severity == Severity.Error).ShouldBeEmpty();

        using var written = ModelFormats.Open(variant.Path);
        var layer = written.Graph.Nodes.Single(n => n.Operator is Convolution);
        layer.Input(0).Quantization.ShouldBe(QuantizationParameters.PerTensor(0.02f, 100 - 128));
        layer.Output.Quantization.ShouldBe(QuantizationParameters.PerTensor(0.05f, -128));
        layer.Input(1).Quantization!.Scales.Items.ShouldBe([0.004f, 0.002f, 0.008f, 0.001f]);
        // OIHW there, OHWI here.
        var given = file.Graph.Constants.Single(c => c.Name == "cw").Constant!;
        TensorTranspose.Apply(given, Permutation.ToChannelsLast).Data.ToArray().ShouldBe(layer.Input(1).Constant!.Data.ToArray());
        layer.Input(2).Constant!.ToInt64s().ShouldBe(file.Graph.Constants.Single(c => c.Name == "cb").Constant!.ToInt64s());
    }

    [Fact]
    public void Onnx_file_of_it_computes_the_same_to_the_bit()
    {
        var source = Write(Network());
        using var file = ModelFormats.Open(source);
        var variant = new ModelConverter(ConversionTargets.Get("onnx"), file.Graph)
            .Write(Precision.Int8, Path.Combine(_folder.Path, "variant.onnx"));
        Differences(source, variant, null).ShouldAllBe(d => d == 0);

        // What stands around its integers has names that say nothing; what is made of that file has those of the source.
        using var again = ModelFormats.Open(variant.Path);
        again.Graph.Nodes.SelectMany(n => n.Outputs).ShouldContain(value => MadeNames.Has(value.Name));
        var second = new ModelConverter(ConversionTargets.Default, again.Graph)
            .Write(Precision.Int8, Path.Combine(_folder.Path, "second.tflite"));
        using var written = ModelFormats.Open(second.Path);
        written.Graph.Nodes.SelectMany(n => n.Outputs).ShouldAllBe(value => !MadeNames.Has(value.Name));
    }

    // What has no kernel with the same steps stays float32 between the steps of the source.
    [Theory]
    [InlineData("a weight of -128", "Convolution, FullyConnected")]
    [InlineData("a scale for each row", "FullyConnected")]
    [InlineData("a pool with other steps", "MaxPool")]
    public void What_int8_would_not_compute_exactly_stays_float(string what, string kept)
    {
        var source = Write(Network(
            smallest: what == "a weight of -128" ? (sbyte)-128 : (sbyte)-127, rows: what == "a scale for each row",
            pooled: what == "a pool with other steps" ? 0.07f : 0.05f));
        using var file = ModelFormats.Open(source);
        var variant = new ModelConverter(ConversionTargets.Default, file.Graph)
            .Write(Precision.Int8, Path.Combine(_folder.Path, "variant.tflite"));
        using var written = ModelFormats.Open(variant.Path);
        var floats = written.Graph.Nodes.Where(n => n.Operator is not (Quantize or Dequantize)
            && n.Outputs.Any(o => o.Type.Element == ElementType.Float32)).Select(n => n.Operator.Name).ToArray();
        floats.ShouldNotBeEmpty();
        floats.ShouldAllBe(name => kept.Contains(name, StringComparison.Ordinal));
        var steps = Differences(source, variant, "none").Select(d => Math.Abs(d) / OutputScale).ToArray();
        steps.Max().ShouldBeLessThan(1.01f);
        steps.Count(step => step > 0.01).ShouldBeLessThan(steps.Length / 5);
    }

    [Fact]
    public void Other_precisions_are_refused()
    {
        using var file = ModelFormats.Open(Write(Network()));
        var converter = new ModelConverter(ConversionTargets.Default, file.Graph);
        foreach (var precision in (Precision[])[Precision.Float32, Precision.Float16, Precision.DynamicRangeInt8])
        {
            Should.Throw<UnsupportedModelException>(() => converter.Write(precision, Path.Combine(_folder.Path, "x.tflite")))
                .Message.ShouldContain("is already quantized");
        }
    }

    private float[] Differences(string source, ConvertedModel variant, string? @delegate)
    {
        using var right = WorkerRunner.Start("onnxruntime", source, new EngineOptions());
        using var given = @delegate is null
            ? WorkerRunner.Start("onnxruntime", variant.Path, new EngineOptions())
            : WorkerRunner.Start("tflite", variant.Path, new EngineOptions { Delegate = @delegate });
        var differences = new List<float>();
        for (var i = 0; i < 100; i++)
        {
            float[] values = [.. Enumerable.Range(0, 3 * 64).Select(_ => (float)((_random.NextDouble() * 5) - 2))];
            Tensor[] inputs = [Tensor.Create(new Shape(1, 3, 8, 8), values)];
            var expected = right.Infer(inputs)[0].ToSingles();
            var actual = variant.Signature.ToSource(given.Infer(variant.Signature.ToVariant(inputs)))[0];
            differences.AddRange(expected.Zip(actual, (a, b) => a - b));
        }
        // Nothing is compared where all is one value.
        differences.Count.ShouldBe(100 * Classes);
        return [.. differences];
    }

    private string Write(byte[] model)
    {
        var path = Path.Combine(_folder.Path, "source.onnx");
        File.WriteAllBytes(path, model);
        return path;
    }

    private byte[] Network(sbyte smallest = -127, bool rows = false, float pooled = 0.05f)
    {
        sbyte[] Weights(int count) => [smallest, .. Enumerable.Range(1, count - 1).Select(_ => (sbyte)_random.Next(-127, 128))];
        float[] scales = [0.004f, 0.002f, 0.008f, 0.001f];
        float[] rowScales = rows ? [0.01f, 0.02f, 0.005f, 0.01f, 0.02f] : [0.01f];
        var builder = new OnnxBuilder().Input("x", ElementType.Float32, 1, 3, 8, 8)
            .Initializer("cw", [Channels, 3, 3, 3], Weights(Channels * 27)).Initializer("cw.s", [Channels], scales)
            .Initializer("cw.z", [Channels], new sbyte[Channels])
            .Initializer("cb", [Channels], 200, -3000, 40, 9000)
            .Initializer("cb.s", [Channels], Array.ConvertAll(scales, s => s * 0.02f)).Initializer("cb.z", [Channels], new int[Channels])
            .Initializer("gw", [Classes, Channels], Weights(Classes * Channels))
            .Initializer("gw.s", rows ? [Classes] : [], rowScales).Initializer("gw.z", rows ? [Classes] : [], new sbyte[rowScales.Length])
            .Initializer("gb", [Classes], 10, -20, 3000, 0, 5)
            .Initializer("gb.s", rows ? [Classes] : [], Array.ConvertAll(rowScales, s => s * 0.03f))
            .Initializer("gb.z", rows ? [Classes] : [], new int[rowScales.Length])
            .Node("DequantizeLinear", ["cw", "cw.s", "cw.z"], ["cw.f"], OnnxBuilder.Int("axis", 0))
            .Node("DequantizeLinear", ["cb", "cb.s", "cb.z"], ["cb.f"], OnnxBuilder.Int("axis", 0))
            .Node("DequantizeLinear", ["gw", "gw.s", "gw.z"], ["gw.f"], OnnxBuilder.Int("axis", 0))
            .Node("DequantizeLinear", ["gb", "gb.s", "gb.z"], ["gb.f"], OnnxBuilder.Int("axis", 0));
        Pair(builder, "x", 0.02f, 100);
        builder.Node("Conv", ["x.d", "cw.f", "cb.f"], ["c"], OnnxBuilder.Ints("pads", 1, 1, 1, 1)).Node("Relu", ["c"], ["r"]);
        Pair(builder, "r", 0.05f, 0);
        builder.Node("MaxPool", ["r.d"], ["p"], OnnxBuilder.Ints("kernel_shape", 2, 2), OnnxBuilder.Ints("strides", 2, 2));
        Pair(builder, "p", pooled, 0);
        builder.Node("GlobalAveragePool", ["p.d"], ["m"]);
        Pair(builder, "m", 0.03f, 0);
        builder.Node("Flatten", ["m.d"], ["f"]);
        Pair(builder, "f", 0.03f, 0);
        builder.Node("Gemm", ["f.d", "gw.f", "gb.f"], ["g"], OnnxBuilder.Int("transB", 1));
        Pair(builder, "g", OutputScale, 131);
        return builder.Output("g.d", ElementType.Float32, 1, Classes).Build();
    }

    private static void Pair(OnnxBuilder builder, string name, float scale, byte zero) => builder
        .Initializer($"{name}.s", [], scale).Initializer($"{name}.z", [], zero)
        .Node("QuantizeLinear", [name, $"{name}.s", $"{name}.z"], [$"{name}.q"])
        .Node("DequantizeLinear", [$"{name}.q", $"{name}.s", $"{name}.z"], [$"{name}.d"]);
}

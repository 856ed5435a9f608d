using Sartor.Contracts;
using Sartor.Contracts.Operators;
using Sartor.Contracts.Targets;
using Sartor.Convert.Pixels;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Pixels;

/// <summary>Files that take raw pixels.</summary>
public sealed class PixelInputTests : IDisposable
{
    private const int Height = 8, Width = 10;

    private static readonly PreprocessOptions s_options = new() { Mean = [123.675, 116.28, 103.53], Std = [58.395, 57.12, 57.375] };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // The preprocessor of data sets is the oracle: it makes the source's input of a picture, and the file gets the bytes of the picture.
    [Theory]
    [InlineData("tflite", "none", Precision.Float32, ColorOrder.Rgb)]
    [InlineData("tflite", "xnnpack", Precision.Float32, ColorOrder.Bgr)]
    [InlineData("tflite", "none", Precision.Float16, ColorOrder.Bgr)]
    [InlineData("onnxruntime", "cpu", Precision.Float32, ColorOrder.Bgr)]
    [InlineData("onnxruntime", "cpu", Precision.Float16, ColorOrder.Rgb)]
    public void File_on_raw_pixels_gives_what_the_source_gives_on_preprocessed_ones(
        string engine, string @delegate, Precision precision, ColorOrder color)
    {
        if (InferenceEngines.Get(engine).Probe().Problem is { } problem) Assert.Skip(problem);
        var source = TargetNetworks.Image();
        var options = s_options with { Color = color };
        var target = ConversionTargets.Get(engine == "tflite" ? "tflite" : "onnx");
        var converter = new ModelConverter(target, source) { Pixels = PixelInput.Of(source, options) };
        var variant = converter.Write(precision, Path.Combine(_folder.Path, $"v{target.Suffix}"));
        var input = variant.Signature.Inputs.ShouldHaveSingleItem();
        input.VariantType.ShouldBe(new TensorType(ElementType.UInt8, new Shape(1, Height, Width, 3)));
        using var runner = WorkerRunner.Start(engine, variant.Path, new EngineOptions { Delegate = @delegate });
        for (var seed = 0; seed < 3; seed++)
        {
            var bytes = Picture(seed);
            var fed = new Preprocessor(options, source.Inputs[0].Type).Apply(
                new Sample("x", null, new PixelImage(Width, Height, 3, bytes)));
            var expected = GraphEvaluator.Run(source, [fed]).Select(t => t.ToSingles()).ToArray();
            var given = variant.Signature.ToSource(runner.Infer([Tensor.Create(new Shape(1, Height, Width, 3), bytes)]));
            for (var i = 0; i < given.Length; i++) given[i].ShouldBe(expected[i], precision == Precision.Float32 ? 2e-4 : 2e-2);
            // What verification feeds is that picture.
            variant.Signature.ToVariant([fed])[0].AsSpan<byte>().ToArray().ShouldBe(bytes);
        }
    }

    [Fact]
    public void File_says_what_it_does_to_pixels()
    {
        var source = TargetNetworks.Image();
        var pixels = PixelInput.Of(source, s_options with { Color = ColorOrder.Bgr });
        var variant = new ModelConverter(ConversionTargets.Default, source) { Pixels = pixels }.Write(
            Precision.Float32, Path.Combine(_folder.Path, "v.tflite"));
        variant.Diagnostics.ShouldContain(d => d.Code == "baked-preprocessing" && d.Message.Contains("blue first"));
        using var file = ModelFormats.Open(variant.Path);
        file.Graph.Source.Metadata["sartor.pixels.input.0"].ShouldBe("bgr;123.675,116.28,103.53;58.395,57.12,57.375");
        var read = SignatureMatch.Of(source, file.Graph, variant.Path).Pixels.ShouldNotBeNull();
        read.IsReversed.ShouldBeTrue();
        read.Mean.ShouldBe(pixels.Mean);
        read.Std.ShouldBe(pixels.Std);
    }

    // By hand: (0 − 10) / 2 … (255 − 10) / 2, and 7.3 · 2 + 10 = 24.6 is nearest to pixel 25, which is 7.5.
    [Fact]
    public void Source_is_fed_whole_pixels()
    {
        var graph = new ModelGraph("gray");
        graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 1, 2, 2)));
        var pixels = PixelInput.Of(graph, new PreprocessOptions { Mean = [10], Std = [2] });
        (pixels.Low, pixels.High).ShouldBe((-5, 122.5f));
        var own = ModelSignature.Of(graph).With(pixels);
        own.ToVariant([Tensor.Create(new Shape(1, 1, 2, 2), (float[])[7.3f, -9, 500, 0])])[0].ToSingles().ShouldBe([7.5f, -5, 122.5f, 0]);
    }

    [Fact]
    public void What_cannot_take_pixels_is_refused()
    {
        Refusal(TargetNetworks.Dense(), s_options).ShouldContain("no input takes images of 1 or 3 channels: 'x'");
        Refusal(TargetNetworks.Image(), s_options with { Color = ColorOrder.Gray }).ShouldContain("use --color rgb or bgr");
        Refusal(TargetNetworks.Image(), s_options with { Std = [0.2] }).ShouldContain("pixel units");
        var source = TargetNetworks.Image();
        var ncnn = new ModelConverter(ConversionTargets.Get("ncnn"), source);
        Should.Throw<OptionException>(() => ncnn.Pixels = PixelInput.Of(source, s_options)).Message.ShouldContain("no uint8 inputs");
    }

    private static string Refusal(ModelGraph source, PreprocessOptions options) =>
        Should.Throw<OptionException>(() => PixelInput.Of(source, options)).Message;

    private static byte[] Picture(int seed)
    {
        var bytes = new byte[Height * Width * 3];
        new Random(seed).NextBytes(bytes);
        (bytes[0], bytes[1]) = (0, 255);
        return bytes;
    }
}

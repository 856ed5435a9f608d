using Sartor.Contracts;
using Sartor.Contracts.Operators;
using Sartor.Convert.Pixels;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Pixels;

/// <summary>Files that resize and crop pictures.</summary>
public sealed class PictureFrameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // PyTorch 1.13 of the picture below: interpolate(size=(5, 7), mode='bilinear', align_corners=False), of that [0:4, 2:6], in [C,H,W].
    private static readonly float[] s_expected =
    [
        163.84285f, 214.09999f, 59.55714f, 135.41428f, 208.24286f, 28.10001f, 103.95714f, 179.81429f,
        161.21426f, 72.50001f, 148.35715f, 151.07143f, 62.98571f, 116.9f, 192.75714f, 122.3286f,
        59.65715f, 71.1f, 141.05714f, 195.64285f, 74.05714f, 145.2f, 166.30002f, 33.68572f,
        126.78571f, 188.5f, 188.07144f, 72.42857f, 164.11429f, 231.79999f, 120.34284f, 111.17143f,
        79.81429f, 150.8f, 138.05716f, 47.77143f, 172.77142f, 208.4f, 58.42857f, 110.55714f,
        207.42857f, 137.99998f, 96.07143f, 143.64285f, 114.08569f, 67.60001f, 149.11429f, 199.82858f,
    ];

    private static byte[] Picture() =>
    [
        .. from y in Enumerable.Range(0, 6)
           from x in Enumerable.Range(0, 9)
           from c in Enumerable.Range(0, 3)
           select (byte)(((37 * y) + (59 * x) + (83 * c) + (y * x * c % 7 * 11)) % 256),
    ];

    // Gives its input as it is: what it gives is what is done to a picture.
    private static ModelGraph Plain()
    {
        var graph = new ModelGraph("plain");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 3, 4, 4)));
        graph.Outputs.Add(graph.Add(Clamp.Relu, [x], "y").Output);
        return graph;
    }

    [Theory]
    [InlineData("tflite", "none", "tflite")]
    [InlineData("tflite", "xnnpack", "tflite")]
    [InlineData("onnxruntime", "cpu", "onnx")]
    public void File_resizes_and_crops_as_PyTorch_does(string engine, string @delegate, string target)
    {
        if (InferenceEngines.Get(engine).Probe().Problem is { } problem) Assert.Skip(problem);
        var options = new PreprocessOptions { Mean = [0], Std = [1], Resize = 5, Crop = 4 };
        var variant = Write(Plain(), options, new PictureSize(6, 9), target);
        variant.Signature.Inputs[0].VariantType.ShouldBe(new TensorType(ElementType.UInt8, new Shape(1, 6, 9, 3)));
        using var runner = WorkerRunner.Start(engine, variant.Path, new EngineOptions { Delegate = @delegate });
        var given = variant.Signature.ToSource(runner.Infer([Tensor.Create(new Shape(1, 6, 9, 3), Picture())]))[0];
        given.ShouldBe(s_expected, 2e-3);
    }

    // The preprocessor of data sets is the oracle.
    [Theory]
    [InlineData(13, 17, 10, 10, null)]
    [InlineData(21, 9, 11, null, null)]
    [InlineData(30, 40, null, 21, null)]
    [InlineData(19, 23, null, null, 0.8)]
    [InlineData(5, 6, null, null, null)]
    [InlineData(10, 10, null, null, null)]
    public void File_gives_what_the_source_gives_on_preprocessed_pictures(int height, int width, int? resize, int? crop, double? fraction)
    {
        if (InferenceEngines.Get("tflite").Probe().Problem is { } problem) Assert.Skip(problem);
        var source = Square();
        var options = new PreprocessOptions
        {
            Mean = [103.9, 116.8, 123.7],
            Std = [58, 57, 56],
            Color = ColorOrder.Bgr,
            Resize = resize,
            Crop = crop,
            CropFraction = fraction,
        };
        var variant = Write(source, options, new PictureSize(height, width), "tflite");
        var bytes = new byte[height * width * 3];
        new Random(5).NextBytes(bytes);
        var picture = Tensor.Create(new Shape(1, height, width, 3), bytes);
        var fed = new Preprocessor(options, source.Inputs[0].Type).Apply(new Sample("x", null, new PixelImage(width, height, 3, bytes)));
        using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions());
        variant.Signature.ToSource(runner.Infer([picture]))[0]
            .ShouldBe(GraphEvaluator.Run(source, [fed])[0].ToSingles(), 2e-4);
        // Verification feeds both of the same picture, here and from the metadata of the file.
        using var file = ModelFormats.Open(variant.Path);
        foreach (var signature in (ModelSignature[])[variant.Signature, SignatureMatch.Of(source, file.Graph, variant.Path)])
        {
            signature.Inputs[0].FedShape.ShouldBe(picture.Shape);
            signature.ToVariant([picture.ConvertTo(ElementType.Float32)])[0].AsSpan<byte>().ToArray().ShouldBe(bytes);
            ModelSignature.Of(source).With(signature.Pixels).ToVariant([picture])[0].ToSingles().ShouldBe(fed.ToSingles());
        }
    }

    [Fact]
    public void Steps_that_do_not_fit_are_refused()
    {
        Refusal(new PreprocessOptions { Resize = 5, Interpolation = Interpolation.Triangle }, 6, 9)
            .ShouldContain("needs a resize by 'triangle'");
        Refusal(new PreprocessOptions { Crop = 7 }, 6, 9).ShouldContain("is 6 × 9 pixels (height × width), less than the crop 7");
        Refusal(new PreprocessOptions { Resize = 5, Crop = 5 }, 6, 9).ShouldContain("give crop 4");
        Refusal(new PreprocessOptions(), 0, 9).ShouldContain("0,9 is not a size of pictures");
        // Nothing is resized.
        PixelInput.Of(Plain(), new PreprocessOptions { Interpolation = Interpolation.Bicubic }, size: new PictureSize(4, 4))
            .TakesPictures.ShouldBeTrue();
    }

    private ConvertedModel Write(ModelGraph source, PreprocessOptions options, PictureSize size, string target)
    {
        var to = ConversionTargets.Get(target);
        return new ModelConverter(to, source) { Pixels = PixelInput.Of(source, options, size: size) }
            .Write(Precision.Float32, Path.Combine(_folder.Path, $"v{to.Suffix}"));
    }

    private static ModelGraph Square()
    {
        var graph = new ModelGraph("square");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 3, 10, 10)));
        graph.Outputs.Add(graph.Add(Clamp.Relu6, [x], "y").Output);
        return graph;
    }

    private static string Refusal(PreprocessOptions options, int height, int width) =>
        Should.Throw<OptionException>(() => PixelInput.Of(Plain(), options, size: new PictureSize(height, width))).Message;
}

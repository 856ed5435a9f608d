using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Data.Tests.Support;

namespace Sartor.Data.Tests.Preprocessing;

public sealed class PreprocessGuessTests
{
    private static PreprocessGuess Guess(ModelFacts facts, params long[] shape) =>
        PreprocessGuess.For(new TensorType(ElementType.Float32, new Shape(shape)), facts);

    [Fact]
    public void TensorFlowsColourNetwork_IsCroppedAndCentred()
    {
        var guess = Guess(new ModelFacts("tflite"), 1, 224, 224, 3);
        guess.Options.ShouldBe(new PreprocessOptions { Mean = [127.5], Std = [127.5], CropFraction = 0.875 });
        guess.Diagnostic.Code.ShouldBe("assumed-preprocessing");
        guess.Diagnostic.Message.ShouldContain("central crop 87.5 %, bilinear, (pixel − 127.5) / 127.5, rgb");
    }

    [Fact]
    public void PyTorchsColourNetwork_IsTorchVisions() =>
        Guess(new ModelFacts("onnx", "pytorch"), 1, 3, 224, 224).Options.ShouldBe(new PreprocessOptions
        {
            Mean = [123.675, 116.28, 103.53],
            Std = [58.395, 57.12, 57.375],
            Resize = 256,
            Interpolation = Interpolation.Triangle,
        });

    [Fact]
    public void InputThatIsNoSquare_IsNotCutOutOfAnImageThatMayBeTooNarrow()
    {
        var options = Guess(new ModelFacts("onnx", "pytorch"), 1, 3, 128, 512).Options;
        options.Resize.ShouldBeNull();
        options.CropFraction.ShouldBe(0.875);
    }

    [Fact]
    public void Description_NamesOnlyWhatHappens()
    {
        using var folder = new TemporaryFolder();
        using var table = DataSet.Open(folder.Write("t.csv", "a,b,label\n1,2,0\n3,4,1\n"));
        using var grey = DataSet.Open(folder.Write("grey", TestFiles.Idx([2, 4, 5], new byte[40])));
        var options = new PreprocessOptions();
        string Of(ISampleSource data, params long[] shape) =>
            PreprocessGuess.Describe(options, new TensorType(ElementType.Float32, new Shape(shape)), data);

        Of(table, 1, 2).ShouldBe("values unchanged");
        Of(grey, 1, 1, 4, 5).ShouldBe("pixel / 255");
        Of(grey, 1, 20).ShouldBe("pixel / 255");
        Of(grey, 1, 1, 8, 10).ShouldBe("bilinear, pixel / 255");
        Of(grey, 1, 1, 4, 6).ShouldBe("bilinear, pixel / 255");
        Of(grey, 1, 1, 5, 5).ShouldBe("bilinear, pixel / 255");
        Of(grey, 1, 4, 5, 3).ShouldBe("pixel / 255, rgb");
        PreprocessGuess.Describe(options, new TensorType(ElementType.UInt8, new Shape(1, 4, 5, 1)), grey).ShouldBe("raw pixels");
    }

    [Fact]
    public void SmallColourNetwork_IsNotCropped() => Guess(new ModelFacts(), 1, 32, 32, 3).Options.CropFraction.ShouldBeNull();

    [Fact]
    public void GreyNetwork_IsScaledToOne() => Guess(new ModelFacts("onnx"), 1, 1, 28, 28).Options.ShouldBe(new PreprocessOptions());

    [Fact]
    public void CntksNetwork_TakesPixels() => Guess(new ModelFacts("onnx", "CNTK"), 1, 1, 28, 28).Options.Std.ShouldBe([1]);

    [Theory]
    [InlineData(0.0078125f, 128, 127.5, 127.5)]
    [InlineData(0.007843138f, -1, 127.5, 127.5)]
    [InlineData(0.003921569f, 0, 0, 255)]
    [InlineData(0.003921569f, -128, 0, 255)]
    [InlineData(1f, 0, 0, 1)]
    public void QuantisedInput_TellsItsRange(float scale, long zeroPoint, double mean, double std)
    {
        var options = Guess(new ModelFacts("tflite", null, QuantizationParameters.PerTensor(scale, zeroPoint)), 1, 224, 224, 3).Options;
        options.Mean.ShouldBe([mean]);
        options.Std.ShouldBe([std]);
    }

    /// <summary>From 96 pixels on a colour network is taken for one of ImageNet; the shorter side decides.</summary>
    [Theory]
    [InlineData(96, 200, true)]
    [InlineData(200, 96, true)]
    [InlineData(95, 200, false)]
    [InlineData(200, 95, false)]
    public void ImageNet_IsToldByTheSide(int height, int width, bool isCropped)
    {
        Guess(new ModelFacts("tflite"), 1, height, width, 3).Options.CropFraction.ShouldBe(isCropped ? 0.875 : null);
        // 96 / 0.875 is 109.7.
        var side = Math.Min(height, width);
        Guess(new ModelFacts("onnx", "PyTorch 2"), 1, 3, side, side).Options.Resize.ShouldBe(isCropped ? 109 : null);
        Guess(new ModelFacts("tflite"), 1, height, width, 1).Options.CropFraction.ShouldBeNull();
    }

    [Fact]
    public void CntksColourNetwork_TakesPixels()
    {
        var guess = Guess(new ModelFacts("onnx", "Microsoft cntk 2"), 1, 3, 32, 32);
        guess.Options.ShouldBe(new PreprocessOptions { Mean = [0], Std = [1] });
        guess.Diagnostic.Message.ShouldContain("bilinear, pixel, rgb is assumed (CNTK's networks take raw pixels)");
    }

    /// <summary>256 steps of the scale: [−1, 1] is 2 wide, [0, 1] is 1, pixels 255; anything else tells nothing.</summary>
    [Theory]
    [InlineData(1f, -128, "0 1")]
    [InlineData(1.003f, 0, "0 1")]
    [InlineData(1.0042f, 0, "")]
    [InlineData(0.997f, 0, "0 1")]
    [InlineData(0.996f, 0, "")]
    [InlineData(1f, 127, "")]
    [InlineData(0.00395f, 0, "0 255")]
    [InlineData(0.00397f, 0, "")]
    [InlineData(0.00389f, 0, "0 255")]
    [InlineData(0.00388f, 0, "")]
    [InlineData(0.00392f, 128, "")]
    [InlineData(0.00784f, 127, "127.5 127.5")]
    [InlineData(0.00784f, 0, "127.5 127.5")]
    [InlineData(0.00802f, 128, "127.5 127.5")]
    [InlineData(0.00805f, 128, "")]
    [InlineData(0.00766f, 128, "127.5 127.5")]
    [InlineData(0.00763f, 128, "")]
    [InlineData(0.00784f, -128, "")]
    [InlineData(0.00784f, 3, "")]
    public void QuantisedGreyInput_TellsItsRange(float scale, long zeroPoint, string expected)
    {
        var facts = new ModelFacts("tflite", null, QuantizationParameters.PerTensor(scale, zeroPoint));
        var guess = PreprocessGuess.For(new TensorType(ElementType.Int8, new Shape(1, 28, 28, 1)), facts);
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        if (expected.Length == 0)
        {
            guess.Diagnostic.Message.ShouldContain("usual for grey input");
            return;
        }
        string.Create(invariant, $"{guess.Options.Mean[0]} {guess.Options.Std[0]}").ShouldBe(expected);
        guess.Diagnostic.Message.ShouldContain(string.Create(
            invariant, $"the input's scale is {scale:0.######} and its zero point {zeroPoint}"));
    }

    [Fact]
    public void ScalesPerChannel_TellNothing() => Guess(
        new ModelFacts("tflite", null, new QuantizationParameters([1f, 1f], [0, 0], 3)), 1, 28, 28, 1).Options.Std.ShouldBe([255]);

    [Fact]
    public void Others_AreTheUsualScalingsButTheAssumedOne()
    {
        var grey = new TensorType(ElementType.Float32, new Shape(1, 28, 28, 1));
        var colour = new TensorType(ElementType.Float32, new Shape(1, 224, 224, 3));
        string Of(TensorType input) => string.Join(' ', PreprocessGuess.For(input, new ModelFacts("tflite")).Others(
            input, new ModelFacts("tflite")).Select(o => $"{o.Mean[0]:0}/{o.Std[0]:0}"));
        Of(grey).ShouldBe("128/128 33/79 0/1");
        Of(colour).ShouldBe("0/255 124/58 0/1 104/1");
        var others = PreprocessGuess.For(colour, new ModelFacts("tflite")).Others(colour, new ModelFacts("tflite"));
        others.ShouldAllBe(o => o.CropFraction == 0.875);
        (others[^1].Color, others[0].Color, others[1].Mean.Count).ShouldBe((ColorOrder.Bgr, ColorOrder.Rgb, 3));
        var facts = new ModelFacts("tflite", null, QuantizationParameters.PerTensor(1, 0));
        PreprocessGuess.For(grey, facts).Others(grey, facts).ShouldBeEmpty();
    }

    [Fact]
    public void Description_NamesFramingAndScaling()
    {
        var input = new TensorType(ElementType.Float32, new Shape(1, 8, 8, 3));
        string Of(PreprocessOptions options) => PreprocessGuess.Describe(options, input, null);
        Of(new PreprocessOptions { Resize = 9, Mean = [1, 2, 3], Std = [1], Color = ColorOrder.Bgr })
            .ShouldBe("shorter side 9, central crop to the input's size, bilinear, (pixel − [1, 2, 3]), bgr");
        Of(new PreprocessOptions { Resize = 9, Crop = 7, Mean = [0, 0, 0], Std = [1, 2, 1], Interpolation = Interpolation.Area })
            .ShouldBe("shorter side 9, crop 7, area, pixel / [1, 2, 1], rgb");
        Of(new PreprocessOptions { Crop = 7, Mean = [0, 1, 0], Std = [1, 1, 1] }).ShouldBe("crop 7, bilinear, (pixel − [0, 1, 0]), rgb");
        Of(new PreprocessOptions { CropFraction = 0.8755 }).ShouldBe("central crop 87.55 %, bilinear, pixel / 255, rgb");
    }
}

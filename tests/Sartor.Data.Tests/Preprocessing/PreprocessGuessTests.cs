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
}

using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;

namespace Sartor.Data.Tests.Preprocessing;

/// <summary>What values a model's input takes: types, channels, samples that do not fit.</summary>
public sealed class InputValuesTests
{
    private static readonly PixelImage s_pixel = new(1, 1, 3, new byte[] { 10, 20, 30 });

    private static PreprocessOptions Raw => new() { Mean = [0], Std = [1] };

    [Theory]
    [InlineData(ElementType.Float16, true)]
    [InlineData(ElementType.Float32, true)]
    [InlineData(ElementType.Float64, true)]
    [InlineData(ElementType.UInt8, true)]
    [InlineData(ElementType.Int16, true)]
    [InlineData(ElementType.Int64, true)]
    [InlineData(ElementType.Int4, false)]
    [InlineData(ElementType.UInt4, false)]
    [InlineData(ElementType.BFloat16, false)]
    [InlineData(ElementType.String, false)]
    [InlineData(ElementType.Complex64, false)]
    public void Input_HasATypeThatCanBeFed(ElementType element, bool isFed)
    {
        void Make() => Of(Raw, element, 1, 1, 1, 3);
        if (!isFed)
        {
            Should.Throw<OptionException>(Make).Message.ShouldContain($"an input of {element.Label()} cannot be fed");
            return;
        }
        Of(Raw, element, 1, 1, 1, 3).Apply(new Sample("s", null, s_pixel)).ToDoubles().ShouldBe([10, 20, 30]);
        // Numbers are converted to the input's type, whatever they were.
        Of(Raw, element, 1, 3).Apply(new Sample("s", null, Tensor.Vector(1f, 2, 3))).ToDoubles().ShouldBe([1, 2, 3]);
        Of(Raw, element, 1, 3).Apply(new Sample("s", null, Tensor.Vector<int>(1, 2, 3))).ToDoubles().ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData(float.NaN, "contains NaN")]
    [InlineData(float.PositiveInfinity, "contains infinity")]
    [InlineData(float.NegativeInfinity, "contains infinity")]
    public void ValuesThatAreNoNumbers_AreRefused(float bad, string problem)
    {
        var input = Of(Raw, ElementType.Float32, 1, 2);
        foreach (var element in new[] { ElementType.Float16, ElementType.Float32, ElementType.Float64 })
            Should.Throw<DataSetException>(() => input.Apply(new Sample("row", null, Tensor.Vector(1f, bad).ConvertTo(element)))).Message
                .ShouldContain($"row: {problem}; replace values");
    }

    [Fact]
    public void GreyColour_FillsEachChannelWithLuma() =>
        Of(Raw with { Color = ColorOrder.Gray }, ElementType.Float32, 1, 1, 1, 3).Apply(new Sample("s", null, s_pixel)).ToSingles()
            .ShouldAllBe(v => Math.Abs(v - 18.15f) < 1e-4f);

    [Fact]
    public void ValuesForThreeChannels_NeedThree()
    {
        Should.Throw<OptionException>(() => Of(new PreprocessOptions { Mean = [1, 2, 3] }, ElementType.Float32, 1, 4, 4, 1)).Message
            .ShouldContain("mean and std have values for 3 channels, but the input float32[1,4,4,1] has 1");
        Should.Throw<OptionException>(() => Of(new PreprocessOptions { Std = [1, 2, 3] }, ElementType.Float32, 1, 4, 4, 1));
        Of(new PreprocessOptions { Mean = [5], Std = [2] }, ElementType.Float32, 1, 4, 4, 1).Batch.ShouldBe(1);
        // A flat input takes pixels in a row, each with the values of its channel.
        Of(new PreprocessOptions { Mean = [10, 20, 30], Std = [1] }, ElementType.Float32, 1, 3).Apply(new Sample("s", null, s_pixel))
            .ToSingles().ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void SamplesOfAnotherSize_AreNamed()
    {
        Should.Throw<DataSetException>(() => Of(Raw, ElementType.Float32, 1, 4).Apply(new Sample("s", null, s_pixel))).Message
            .ShouldBe("s: is an image of 1x1x3, but the model takes 4 values [1,4]; give rows of numbers.");
        Should.Throw<DataSetException>(() => Of(Raw, ElementType.Float32, 2, 2).Apply([
            new Sample("a", null, Tensor.Vector(1f, 2)), new Sample("b", null, Tensor.Vector(1f, 2, 3))])).Message
            .ShouldBe("b: has 3 values [3], but the model takes 2 [2,2].");
        Should.Throw<ArgumentException>(() => Of(Raw, ElementType.Float32, 2, 2).Apply([new Sample("a", null, Tensor.Vector(1f, 2))]));
        var one = new Sample("a", null, Tensor.Vector(1f, 2));
        Should.Throw<InvalidOperationException>(() => Of(Raw, ElementType.Float32, 2, 2).Apply(one));
    }

    /// <summary>A cubic kernel overshoots beside an edge: pixels stay within 0..255.</summary>
    [Fact]
    public void Overshoot_IsCutOff()
    {
        var edge = new PixelImage(4, 1, 1, new byte[] { 0, 0, 255, 255 });
        var values = Of(Raw with { Interpolation = Interpolation.Bicubic }, ElementType.Float32, 1, 1, 16, 1).Apply(
            new Sample("s", null, edge)).ToSingles();
        values.Min().ShouldBe(0);
        values.Max().ShouldBe(255);
    }

    [Fact]
    public void Sample_IsCalledByItsPlace()
    {
        var sample = new Sample("s", 3, s_pixel);
        (sample.Place, (sample with { Place = "file" }).Place, sample.Label, sample.Values).ShouldBe(("s", "file", 3, null));
        (SampleTruth.None.IsKnown, new SampleTruth(0).IsKnown, new SampleTruth(null, [1]).IsKnown).ShouldBe((false, true, true));
        foreach (var channels in new[] { 0, 2, 4 })
            Should.Throw<ArgumentException>(() => new PixelImage(1, 1, channels, new byte[channels]));
        Should.Throw<ArgumentException>(() => new PixelImage(2, 1, 3, new byte[5]));
        Should.Throw<ArgumentException>(() => new PixelImage(2, 3, 1, new byte[7]));
        new PixelImage(2, 3, 1, new byte[6]).ToString().ShouldBe("2x3x1");
    }

    private static Preprocessor Of(PreprocessOptions options, ElementType element, params long[] shape) =>
        new(options, new TensorType(element, new Shape(shape)));
}

using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using static Sartor.Formats.Tests.Ncnn.NcnnFiles;

namespace Sartor.Formats.Tests.Ncnn;

/// <summary>Layers as ncnn documents them; expected values are computed by hand.</summary>
public sealed class NcnnReaderTests
{
    [Fact]
    public void Convolution_HasItsWeightsTaggedAndItsBiasPlain()
    {
        using var files = new NcnnFiles(
            "Input in 0 1 x 0=3 1=2 2=1\nConvolution c 1 1 x y 0=2 1=2 11=1 5=1 6=4 9=1",
            [.. Tagged(1, 2, -1, 0), .. Plain(0.5f, 100)]);

        // Rows 1 2 3 and 4 5 6 under a window of 1×2: 1·a + 2·b + ½, and 100 − a, cut off at 0.
        Run(files, new Shape(1, 1, 2, 3), 1, 2, 3, 4, 5, 6).ShouldBe([5.5f, 8.5f, 14.5f, 17.5f, 99, 98, 96, 95]);
    }

    [Fact]
    public void Float16Weights_FillWholeWords()
    {
        using var files = new NcnnFiles(
            "Input in 0 1 x 0=3\nInnerProduct fc 1 1 x y 0=1 1=1 2=3", [.. Halves(1, 0.5f, 2), .. Plain(10)]);
        Run(files, new Shape(1, 3), 1, 2, 3).ShouldBe([18]);
    }

    [Theory]
    // 5 elements, window 2, stride 2: rounding up takes a last window of one element.
    [InlineData("0=0 1=2 11=1 2=2 12=1", new[] { 2f, 4, 5 })]
    [InlineData("0=0 1=2 11=1 2=2 12=1 5=1", new[] { 2f, 4 })]
    [InlineData("0=1 1=2 11=1 2=2 12=1", new[] { 1.5f, 3.5f, 5 })]
    [InlineData("0=0 1=2 11=1 2=2 12=1 5=2", new[] { 2f, 4, 5 })]
    [InlineData("0=0 1=2 11=1 2=2 12=1 5=3", new[] { 1f, 3, 5 })]
    [InlineData("0=1 4=1", new[] { 3f })]
    [InlineData("0=0 7=1 8=1 18=1", new[] { 5f })]
    public void Pooling_RoundsUpUnlessItsModeSaysOtherwise(string parameters, float[] expected)
    {
        using var files = new NcnnFiles($"Input in 0 1 x 0=5 1=1 2=1\nPooling p 1 1 x y {parameters}");
        Run(files, new Shape(1, 1, 1, 5), 1, 2, 3, 4, 5).ShouldBe(expected);
    }

    /// <summary>A blob of fewer axes is spread over inner axes, unlike NumPy.</summary>
    [Fact]
    public void BinaryOp_SpreadsOverInnerAxes()
    {
        using var files = new NcnnFiles(
            "Input in 0 1 x 0=2 1=2 2=3\nMemoryData m 0 1 v 0=3\nBinaryOp b 2 1 x v y 0=0", Plain(10, 20, 30));
        Run(files, new Shape(1, 3, 2, 2), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).ShouldBe([10, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 30]);
    }

    [Theory]
    [InlineData("BinaryOp b 1 1 x y 0=7 1=1 2=1.0", new[] { 0f, -1, -2 })]
    [InlineData("BinaryOp b 1 1 x y 0=1 1=1 2=1.0", new[] { 0f, 1, 2 })]
    [InlineData("Power b 1 1 x y 0=2.0 1=2.0 2=1.0", new[] { 9f, 25, 49 })]
    [InlineData("UnaryOp b 1 1 x y 0=4", new[] { 1f, 4, 9 })]
    [InlineData("Clip b 1 1 x y 0=1.5 1=2.5e0", new[] { 1.5f, 2, 2.5f })]
    [InlineData("Crop b 1 1 x y -23309=1,1 -23310=1,3 -23311=1,0", new[] { 2f, 3 })]
    [InlineData("Crop b 1 1 x y 0=1 3=1", new[] { 2f })]
    [InlineData("Crop b 1 1 x y 9=1, 10=-233, 11=0,", new[] { 2f, 3 })]
    [InlineData("Padding b 1 1 x y 2=1 3=1 4=1", new[] { 1f, 1, 2, 3, 3 })]
    [InlineData("Reduction b 1 1 x y 0=3 1=1", new[] { 2f })]
    [InlineData("Dropout b 1 1 x y 0=0.5", new[] { .5f, 1, 1.5f })]
    [InlineData("Reshape b 1 1 x y 0=1 1=-1", new[] { 1f, 2, 3 })]
    [InlineData("Softmax b 1 1 x z 0=0 1=1\nReduction r 1 1 z y 0=0 1=1", new[] { 1f })]
    public void Layer_ComputesWhatItsDocumentationSays(string layers, float[] expected)
    {
        using var files = new NcnnFiles($"Input in 0 1 x 0=3\n{layers}");
        var actual = Run(files, new Shape(1, 3), 1, 2, 3);
        actual.Length.ShouldBe(expected.Length);
        for (var i = 0; i < actual.Length; i++) actual[i].ShouldBe(expected[i], 1e-6);
    }

    [Fact]
    public void BatchNorm_KeepsSlopeMeanVarianceBiasInThatOrder()
    {
        using var files = new NcnnFiles(
            "Input in 0 1 x 0=2\nBatchNorm b 1 1 x y 0=2 1=1.0", [.. Plain(2, 3), .. Plain(1, 1), .. Plain(3, 0), .. Plain(10, 20)]);
        // 2·(5 − 1)/√4 + 10, 3·(5 − 1)/√1 + 20.
        Run(files, new Shape(1, 2), 5, 5).ShouldBe([14, 32]);
    }

    [Fact]
    public void Deconvolution_HasItsOutputsFirst()
    {
        using var files = new NcnnFiles(
            "Input in 0 1 x 0=1 1=1 2=2\nDeconvolution d 1 1 x y 0=1 1=2 11=1 3=2 13=1 5=0 6=4", Tagged(1, 2, 10, 20));
        Run(files, new Shape(1, 2, 1, 1), 1, 1).ShouldBe([11, 22]);
    }

    [Fact]
    public void SplitAndOutputs_AreBlobsThatNobodyReads()
    {
        using var files = new NcnnFiles("Input in 0 1 x 0=2\nSplit s 1 2 x a b\nReLU r 1 1 a y\nAbsVal t 1 1 b z");
        using var model = files.Open();
        model.Format.Name.ShouldBe("ncnn");
        model.Graph.Outputs.Select(o => o.Name).ShouldBe(["y", "z"]);
        GraphEvaluator.Run(model.Graph, Tensor.Create(new Shape(1, 2), [-1f, 2])).Select(t => t.ToSingles()).ShouldBe([[0, 2], [1, 2]]);
    }

    [Fact]
    public void OpenInput_IsAskedForWithItsChannels()
    {
        using var files = new NcnnFiles("Input in 0 1 data\nConvolution c 1 1 data y 0=2 1=3 6=54", Tagged(new float[54]));
        using (var open = files.Open())
        {
            open.Graph.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("--input-shape data=1,3,HEIGHT,WIDTH");
            Should.Throw<UnsupportedModelException>(() => OpenDimensions.Refuse(open));
        }
        var options = new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["data"] = new(1, 3, 8, 9) } };
        using var model = files.Open(options);
        model.Graph.Outputs[0].Type.Shape.ShouldBe(new Shape(1, 2, 6, 7));
    }

    [Fact]
    public void UnknownLayerWithoutWeights_StaysOpaque()
    {
        using var files = new NcnnFiles("Input in 0 1 x 0=2\nYoloV9 q 1 1 x y 0=1");
        using var model = files.Open();
        model.Graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBeOfType<OpaqueOperator>().Name.ShouldBe("YoloV9");
    }

    private static float[] Run(NcnnFiles files, Shape shape, params float[] input)
    {
        using var model = files.Open();
        GraphCheck.Verify(model.Graph);
        model.Graph.Nodes.ShouldAllBe(n => !(n.Operator is OpaqueOperator));
        return GraphEvaluator.Run(model.Graph, Tensor.Create(shape, input))[0].ToSingles();
    }
}

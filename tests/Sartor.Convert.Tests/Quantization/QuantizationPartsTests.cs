using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>The small parts of quantization, each at its limit; figures by hand.</summary>
public sealed class QuantizationPartsTests
{
    /// <summary>
    /// The largest power of two that leaves a channel next below the largest, at most 2²⁴; none for a channel of zeros.
    /// </summary>
    [Theory]
    [InlineData(8, 8, 1)]
    [InlineData(8, 4.001, 1)]
    [InlineData(8, 4, 2)]
    [InlineData(8, 1, 8)]
    [InlineData(8, 0.9, 8)]
    [InlineData(1, 1e-9, 1 << 24)]
    [InlineData(8, 0, 1)]
    [InlineData(1, 2, 1)]
    public void Factor_IsAPowerOfTwo(double largest, double magnitude, double expected) =>
        ChannelRanges.Factor(largest, magnitude).ShouldBe(expected);

    [Fact]
    public void Factors_BringEachChannelNextBelowTheLargest() => ChannelRanges.Factors(
        new SliceStatistics(1, [0, 0, 0], [1, 1, 1], [-8, 0, -1], [2, 0, 3])).ShouldBe([1, 1, 2]);

    /// <summary>
    /// Rounding to steps of s costs s / √12: an eighth of the spread of all may be lost, and a quarter of that of a slice. Of two slices of
    /// spread 1 and of another, all together have √((1 + other²) / 2).
    /// </summary>
    [Theory]
    [InlineData(1, 0.124, false)]
    [InlineData(1, 0.126, true)]
    // An eighth of 0.7906 is 0.0988; a quarter of 0.5 is more.
    [InlineData(0.5, 0.0985, false)]
    [InlineData(0.5, 0.0995, true)]
    // A quarter of 0.3 is 0.075, and an eighth of all is 0.0923.
    [InlineData(0.3, 0.0745, false)]
    [InlineData(0.3, 0.0755, true)]
    // What does not vary loses nothing: an eighth of 0.7071 is 0.0884.
    [InlineData(0, 0.088, false)]
    [InlineData(0, 0.089, true)]
    public void Steps_AreTooCoarse(double other, double error, bool isCoarse)
    {
        var slices = new SliceStatistics(1, [0, 0], [1, other], [-2, -2], [2, 2]);
        var step = error * Math.Sqrt(12);
        Int8Noise.Error(step).ShouldBe(error, 1e-12);
        Int8Noise.IsTooCoarse(new ActivationStatistics(new(-2, 2), null) { Slices = [slices] }, step).ShouldBe(isCoarse);
    }

    [Fact]
    public void Coarse_IsWhatVaries()
    {
        var slices = new SliceStatistics(1, [0, 5, 0], [0.01, 0, 1], [-1, 5, -1], [1, 5, 1]);
        // s / √12 = 0.0029 and more than a quarter of 0.01 there; nothing is lost of what does not vary.
        Int8Noise.CoarseSlices(slices, 0.01).ShouldBe([0]);
        Int8Noise.CoarseSlices(slices, 0.008).ShouldBeEmpty();
        Int8Noise.IsTooCoarse(new ActivationStatistics(new(-1, 5), null), 9).ShouldBeFalse();
        var found = new ActivationStatistics(new(-1, 5), null) { Slices = [slices] };
        Int8Noise.IsTooCoarse(found, 0.01).ShouldBeTrue();
        // Along the axis of a softmax the slices count together.
        Int8Noise.IsTooCoarse(found, 0.01, together: 1).ShouldBeFalse();
        Int8Noise.IsTooCoarse(found, 0.01, together: 2).ShouldBeTrue();
    }

    [Fact]
    public void Slices_HaveALargestMagnitudeAndASpread()
    {
        var slices = new SliceStatistics(1, [0, 2], [1, 1e-7], [-3, -1], [1, 5]);
        (slices.Count, slices.Largest(0), slices.Largest(1)).ShouldBe((2, 3, 5));
        (slices.Varies(0), slices.Varies(1)).ShouldBe((true, false));
        // Variances 1 and 0, means 0 and 2 about 1: (1 + 1 + 0 + 1) / 2.
        slices.TotalDeviation().ShouldBe(Math.Sqrt(1.5), 1e-6);
        var scaled = slices.Scaled([2, 4]);
        (scaled.Means[1], scaled.Deviations[0], scaled.Minima[0], scaled.Maxima[1]).ShouldBe((8, 2, -6, 20));
        new SliceStatistics(1, [], [], [], []).TotalDeviation().ShouldBe(0);
    }

    [Theory]
    [InlineData(1e-31f, true)]
    [InlineData(9e-32f, false)]
    [InlineData(1e15f, true)]
    [InlineData(1.1e15f, false)]
    [InlineData(float.NaN, false)]
    public void Scales_AreThoseThatKernelsMultiply(float scale, bool isSound)
    {
        foreach (var place in new[] { "input", "constant", "output" })
        {
            var graph = new ModelGraph("g");
            var x = graph.AddInput("input", new TensorType(ElementType.Int8, new Shape(2)));
            var k = ModelGraph.NewConstant("constant", new Tensor(ElementType.Int8, new Shape(2), new byte[2]));
            var y = graph.Add(new Add(), [x, k], "output").Output;
            graph.Outputs.Add(y);
            new[] { x, k, y }.Single(v => v.Name == place).Quantization = new QuantizationParameters([1, scale], [0, 0]);
            if (isSound) SoundScales.Check(graph);
            else Should.Throw<UnsupportedModelException>(() => SoundScales.Check(graph)).Message.ShouldContain($"tensor '{place}'");
        }
    }

    /// <summary>A row that is masked as a whole counts only where there is no other.</summary>
    [Theory]
    [InlineData(new[] { 1f, 3, 5, 2 }, 3.0)]
    [InlineData(new[] { -2000f, -3000, 5, 2 }, 5.0)]
    [InlineData(new[] { -2000f, -3000, -4000, -5000 }, -4000.0)]
    [InlineData(new[] { -1000f, -2000, 7, 2 }, 7.0)]
    [InlineData(new[] { -999f, -2000, 7, 2 }, -999.0)]
    [InlineData(new[] { float.NegativeInfinity, float.NegativeInfinity, float.NaN, 2 }, null)]
    [InlineData(new[] { 1f }, null)]
    public void Peak_IsTheSmallestOfTheRows(float[] values, double? expected)
    {
        var peaks = new RowPeaks(2);
        peaks.Add(values);
        peaks.Smallest.ShouldBe(expected);
    }

    /// <summary>Weights and biases of layers alone are looked at, whatever else an operator reads.</summary>
    [Fact]
    public void OnlyConstantsOfLayers_HaveToBeFinite()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 2)));
        var w = graph.AddInput("w", new TensorType(ElementType.Float32, new Shape(2, 2)));
        var nan = ModelGraph.NewConstant("nan", Tensor.Vector(float.NaN, 1));
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, w, null], "dense").Output);
        graph.Outputs.Add(graph.Add(new Add(), [x, nan], "sum").Output);
        FiniteWeights.CheckLayers(graph);
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, w, nan], "other").Output);
        Should.Throw<UnsupportedModelException>(() => FiniteWeights.CheckLayers(graph)).Message
            .ShouldContain("constant 'nan' (float32[2]): has 1 of 2 elements that are NaN or infinite (element 0 is the first)");
    }

    /// <summary>A fixed output has the specification's step, what moves values that of its source, and others that of their range.
    /// </summary>
    [Fact]
    public void Step_IsThatOfTheRuleOrTheRange()
    {
        var net = new Int8Network();
        var x = net.Input(-51, 204, 1, 4);
        var shaped = net.Add(new Reshape([4, 1]), -1, 1, x);
        var logistic = net.Add(new Logistic(), 0, 1, x);
        var tanh = net.Add(new Tanh(), -1, 1, x);
        var exp = net.Add(new Exp(), 0, 255, x);
        var draft = new Int8Draft(net.Graph, net.Statistics, new BindingTable("tflite"));
        new[] { x, shaped, logistic, tanh, exp }.Select(draft.Step).ShouldBe([1, 1, 1 / 256.0, 1 / 128.0, 1]);
        draft.Root(shaped).ShouldBe(x);
        draft.Step(ModelGraph.NewConstant("k", Tensor.Vector(0f, 510))).ShouldBe(2);
        draft.Step(net.Graph.AddInput("unseen", new TensorType(ElementType.Float32, new Shape(1)))).ShouldBe(0);
        draft.KeepFloat(shaped.Producer!);
        (draft.Rule(shaped.Producer!), draft.IsKept(shaped.Producer!), draft.IsKept(logistic.Producer!))
            .ShouldBe((Int8Rule.Float, true, false));
        draft.Root(shaped).ShouldBe(shaped);
    }

    [Fact]
    public void LayersWithoutConstantWeights_StayFloat()
    {
        var net = new Int8Network();
        var x = net.Input(-1, 1, 1, 2);
        var w = net.Input(-1, 1, 2, 2);
        var k = ModelGraph.NewConstant("k", Tensor.Create(new Shape(2, 2), new float[4]));
        var b = net.Input(-1, 1, 2);
        var draft = new Int8Draft(net.Graph, net.Statistics, new BindingTable("tflite"));
        Int8Rule Rule(params Value?[] inputs) =>
            draft.Rule(net.Add(new FullyConnected(WeightLayout.OutputInput), -1, 1, inputs).Producer!);
        Rule(x, k, null).ShouldBe(Int8Rule.Weighted);
        Rule(x, k, ModelGraph.NewConstant("b", Tensor.Vector(0f, 0))).ShouldBe(Int8Rule.Weighted);
        Rule(x, w, null).ShouldBe(Int8Rule.Float);
        Rule(x, k, b).ShouldBe(Int8Rule.Float);
        // What moves a constant moves nothing that flows.
        draft.Rule(net.Graph.Add(new Reshape([4]), [k], "moved")).ShouldBe(Int8Rule.Float);
        draft.Rule(net.Graph.Add(new Reshape([2, 1]), [x], "shaped")).ShouldBe(Int8Rule.SameAsInput);
    }

    /// <summary>A depthwise kernel with a multiplier has several outputs for each factor of its input.</summary>
    [Fact]
    public void Layers_AreScaledByChannel()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 1, 1, 2)));
        Node Layer(KernelLayout layout, long groups, long[] extents, float[] weights, float[] bias) => graph.Add(
            new Convolution(ChannelLayout.ChannelsLast, layout, groups, [1, 1], [1, 1], [0, 0], [0, 0]),
            [x, ModelGraph.NewConstant("w", Tensor.Create(new Shape(extents), weights)),
                ModelGraph.NewConstant("b", Tensor.Vector<float>(bias))], "layer");
        var full = Layer(KernelLayout.OutputSpatialInput, 1, [2, 1, 1, 2], [3, 4, 6, 8], [1, 2]);
        LayerScaling.OutputNorms(full, _ => true).ShouldBe([5, 10]);
        LayerScaling.OutputNorms(full, c => c == 1).ShouldBe([4, 8]);
        LayerScaling.ScaleOutputs(full, [2, 4]);
        full.Input(1).Constant!.ToSingles().ShouldBe([6, 8, 24, 32]);
        full.Input(2).Constant!.ToSingles().ShouldBe([2, 8]);
        LayerScaling.ScaleInputs(full, [0.5, 2]);
        full.Input(1).Constant!.ToSingles().ShouldBe([3, 16, 12, 64]);

        var depthwise = Layer(KernelLayout.InputSpatialOutput, 2, [1, 1, 1, 4], [1, 2, 3, 4], [1, 1, 1, 1]);
        LayerScaling.OutputNorms(depthwise, c => c == 1).ShouldBe([0, 0, 3, 4]);
        LayerScaling.ScaleInputs(depthwise, [10, 100]);
        depthwise.Input(1).Constant!.ToSingles().ShouldBe([10, 20, 300, 400]);
        LayerScaling.ScaleOutputs(depthwise, [1, 2, 3, 4]);
        depthwise.Input(1).Constant!.ToSingles().ShouldBe([10, 40, 900, 1600]);
        depthwise.Input(2).Constant!.ToSingles().ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData(Activation.None, true)]
    [InlineData(Activation.Relu, true)]
    [InlineData(Activation.Relu6, false)]
    public void OutputsThatSaturate_CannotBeScaled(Activation activation, bool can)
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 2)));
        var w = ModelGraph.NewConstant("w", Tensor.Create(new Shape(2, 2), new float[4]));
        var node = graph.Add(new FullyConnected(WeightLayout.OutputInput) { Activation = activation }, [x, w, null], "dense");
        LayerScaling.CanScaleOutputs(node).ShouldBe(can);
        LayerScaling.CanScaleInputs(x.Uses[0]).ShouldBeTrue();
        LayerScaling.CanScaleInputs(w.Uses[0]).ShouldBeFalse();
        var other = graph.Add(new FullyConnected(WeightLayout.InputOutput), [x, w, null], "other");
        LayerScaling.CanScaleOutputs(other).ShouldBe(true);
    }

    /// <summary>Weights whose error is above an eighth of their root mean square are lost, but not those that are nothing.</summary>
    [Fact]
    public void LostChannels_AreThoseOfNoSteps()
    {
        // Steps of 1: 0.4 becomes 0, 3 stays, 2.7 is off by a ninth, 1.3 by a quarter; 1e-9 is nothing beside 100.
        var kernel = Tensor.Create(new Shape(6, 1), [0.4f, 3, 2.7f, 1.3f, 1e-9f, 100]);
        var rounded = Tensor.Create(new Shape(6, 1), new sbyte[] { 0, 3, 3, 1, 0, 100 });
        LostSignals.LostChannels(kernel, rounded, QuantizationParameters.PerTensor(1, 0)).ShouldBe([0, 3]);
        var scales = new QuantizationParameters([0.4f, 1, 1, 1.3f, 1, 1], [0, 0, 0, 0, 0, 0]);
        LostSignals.LostChannels(kernel, Tensor.Create(new Shape(6, 1), new sbyte[] { 1, 3, 3, 1, 0, 100 }), scales).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Precision.Float32, null)]
    [InlineData(Precision.Float16, typeof(Float16WeightsPass))]
    [InlineData(Precision.DynamicRangeInt8, typeof(DynamicRangePass))]
    [InlineData(Precision.Int8, typeof(Int8Pass))]
    public void Precision_HasItsPass(Precision precision, Type? type)
    {
        var statistics = new Dictionary<string, ActivationStatistics>();
        (PrecisionPasses.Of(precision, statistics, "tflite")?.GetType()).ShouldBe(type);
        if (precision == Precision.Int8)
            Should.Throw<ArgumentException>(() => PrecisionPasses.Of(precision, null, "tflite"));
        else PrecisionPasses.Of(precision, null, "tflite");
        (PrecisionPasses.Of(precision, statistics, "tflite", hasRowScales: true) switch
        {
            DynamicRangePass dynamic => dynamic.HasRowScales,
            Int8Pass full => full.HasRowScales,
            _ => true,
        }).ShouldBeTrue();
        PrecisionPasses.Prepare(precision, new ModelGraph("g"), null, "tflite").ShouldBeEmpty();
    }
}

using Sartor.Convert.Lowering;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Tests.Verification;

/// <summary>Slices, scales and signatures of outputs, and what is refused before a conversion begins.</summary>
public sealed class ComparisonPartsTests
{
    private readonly ModelGraph _graph = new("g");

    /// <summary>Each axis of 2 to 4096 indices has its slices, and the whole comes first.</summary>
    [Theory]
    [InlineData(new long[] { 1, 2, 3 }, "-1:1 1:2 2:3")]
    [InlineData(new long[] { 4096, 1 }, "-1:1 0:4096")]
    [InlineData(new long[] { 4097, 2 }, "-1:1 1:2")]
    [InlineData(new long[] { 0, 2 }, "-1:1")]
    [InlineData(new long[0], "-1:1")]
    public void Slices_AreThoseOfEachAxis(long[] extents, string expected) =>
        string.Join(' ', AxisSlices.Of(new Shape(extents)).Select(a => $"{a.Axis}:{a.Extent}")).ShouldBe(expected);

    /// <summary>[[1,2,3],[4,5,6]] against zeros but for one element that is not finite.</summary>
    [Fact]
    public void Slices_SumTheirElements()
    {
        var slices = AxisSlices.Of(new Shape(2, 3));
        foreach (var axis in slices) axis.Add([1, 2, 3, 4, 5, 6], [0, 2, 0, 0, float.NaN, 0]);
        slices[0].MaxErrors.ShouldBe([6]);
        slices[0].ErrorSquares.ShouldBe([1 + 9 + 16 + 36]);
        slices[0].Counts.ShouldBe([5]);
        slices[1].Sums.ShouldBe([6, 10]);
        slices[1].Squares.ShouldBe([14, 52]);
        slices[1].MaxErrors.ShouldBe([3, 6]);
        slices[2].Sums.ShouldBe([5, 2, 9]);
        slices[2].Magnitudes.ShouldBe([4, 2, 6]);
        slices[2].ErrorSquares.ShouldBe([17, 0, 45]);
        slices[2].Counts.ShouldBe([2, 1, 2]);
        slices[1].Means(i => i).ShouldBe([1, 4]);
        slices[2].Means(i => i).ShouldBe([1.5, 2.5, 3.5]);
        slices[2].Any(i => i == 5).ShouldBe([false, false, true]);
        slices[1].Any(i => i < 2).ShouldBe([true, false]);
    }

    [Theory]
    [InlineData(1, new long[] { 2, 3, 4 }, new long[] { 2, 3, 2, 2 }, 1)]
    [InlineData(1, new long[] { 2, 3, 4 }, new long[] { 6, 4 }, -1)]
    [InlineData(1, new long[] { 2, 3, 4 }, new long[] { 1, 2, 3, 4 }, 2)]
    [InlineData(2, new long[] { 2, 3, 4 }, new long[] { 6, 4 }, 1)]
    [InlineData(0, new long[] { 2, 3, 4 }, new long[] { 2, 12 }, 0)]
    [InlineData(1, new long[] { 2, 3, 3 }, new long[] { 6, 3 }, -1)]
    public void Axis_IsFoundBehindAReshape(int axis, long[] from, long[] to, int expected)
    {
        MovedAxis.Reshaped(axis, new Shape(from), new Shape(to)).ShouldBe(expected);
        MovedAxis.Reshaped(axis, null, new Shape(to)).ShouldBe(-1);
    }

    [Fact]
    public void Axis_IsFoundBehindATranspose()
    {
        MovedAxis.Transposed(1, new Permutation([0, 2, 3, 1])).ShouldBe(3);
        MovedAxis.Transposed(2, new Permutation([0, 2, 3, 1])).ShouldBe(1);
    }

    /// <summary>The width of what an operator can give, by the specification: 1, 2 of −1 to 1, 16.</summary>
    [Fact]
    public void Width_IsThatOfTheOperator()
    {
        var x = _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2, 3)));
        double Of(Operator op, Value from) => OutputScale.Of(_graph.Add(op, [from], $"n{_graph.Nodes.Count}").Output).At(-1, 0);
        (Of(new Logistic(), x), Of(new Softmax(1), x), Of(new Tanh(), x), Of(new LogSoftmax(1), x), Of(new Exp(), x))
            .ShouldBe((1, 1, 2, 16, 0));
        OutputScale.Of(x).ShouldBe(OutputScale.Unknown);
        var logistic = _graph.Nodes[0].Output;
        Of(new Dequantize(), logistic).ShouldBe(1);
        Of(new Transpose(new Permutation([1, 0])), logistic).ShouldBe(1);
        Of(new Reshape([6]), logistic).ShouldBe(1);
        var tanh = _graph.Add(new Tanh(), [x], "tanh").Output;
        var joined = OutputScale.Of(_graph.Add(new Concat(1), [logistic, tanh], "joined").Output);
        (joined.Axis, string.Join(' ', joined.Widths)).ShouldBe((1, "1 1 1 2 2 2"));
        (joined.At(1, 2), joined.At(1, 3), joined.At(0, 0), joined.At(-1, 0)).ShouldBe((1, 2, 2, 2));
        OutputScale.Of(_graph.Add(new Concat(1), [logistic, logistic], "same").Output).ShouldBe(new OutputScale(-1, [1.0]));
        // A scalar stretches.
        double Scaled(Operator op, Value a, Value b) => OutputScale.Of(_graph.Add(op, [a, b], $"n{_graph.Nodes.Count}").Output).At(-1, 0);
        Value Number(float value) => ModelGraph.NewConstant("k", Tensor.Scalar(value));
        (Scaled(new Mul(), logistic, Number(640)), Scaled(new Mul(), Number(-3), logistic), Scaled(new Div(), logistic, Number(4)))
            .ShouldBe((640, 3, 0.25));
        (Scaled(new Add(), logistic, Number(5)), Scaled(new Sub(), Number(1), logistic), Of(new Neg(), logistic)).ShouldBe((1, 1, 1));
        (Scaled(new Div(), Number(4), logistic), Scaled(new Div(), logistic, Number(0)), Scaled(new Mul(), logistic, tanh))
            .ShouldBe((0, 0, 0));
        var unknown = OutputScale.Of(_graph.Add(new Concat(1), [logistic, x], "half").Output);
        (unknown.At(1, 0), unknown.At(1, 3), unknown.At(0, 0)).ShouldBe((1, 0, 0));
        // Joined along another axis, a part of several widths has none.
        var inner = _graph.Nodes.First(n => n.Name == "joined").Output;
        var outer = OutputScale.Of(_graph.Add(new Concat(0), [inner, inner], "outer").Output);
        outer.ShouldBe(OutputScale.Unknown);
    }

    /// <summary>A chain of 64 operators is followed, and no longer one.</summary>
    [Theory]
    [InlineData(64, 1)]
    [InlineData(65, 0)]
    public void Chain_IsFollowedToALimit(int length, double width)
    {
        var x = _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2, 2)));
        var value = _graph.Add(new Logistic(), [x], "first").Output;
        var parts = _graph.Add(new Concat(0), [x, x], "parts").Output;
        for (var i = 0; i < length; i++)
        {
            value = _graph.Add(new Transpose(new Permutation([1, 0])), [value], $"t{i}").Output;
            parts = _graph.Add(new Neg(), [parts], $"n{i}").Output;
        }
        OutputScale.Of(value).At(-1, 0).ShouldBe(width);
        OutputParts.Of(parts).Ends.Count.ShouldBe(width > 0 ? 2 : 0);
    }

    [Fact]
    public void Part_IsThatOfAnIndexAlongTheAxis()
    {
        var parts = new OutputParts(1, new[] { "a", "b" }.ToEquatableArray(), [2L, 5]);
        (parts.At(1, 0), parts.At(1, 1), parts.At(1, 2), parts.At(1, 4), parts.At(1, 5)).ShouldBe(("a", "a", "b", "b", null));
        (parts.At(0, 0), parts.At(-1, 0), OutputParts.None.At(-1, 0)).ShouldBe((null, null, null));
    }

    [Theory]
    [InlineData("x", "the inputs are quantized")]
    [InlineData("q", "a value inside is quantized")]
    [InlineData("k", "a constant is quantized")]
    public void QuantizedNetwork_IsNotLowered(string name, string why)
    {
        var x = _graph.AddInput("x", new TensorType(name == "x" ? ElementType.Int8 : ElementType.Float32, new Shape(2)));
        var q = name == "x" ? x : _graph.Add(new Quantize(ElementType.Int8), [x], "q").Output;
        var k = ModelGraph.NewConstant("k", new Tensor(ElementType.Int8, new Shape(2), new byte[2]));
        _graph.Outputs.Add(_graph.Add(new Add(), [q, k], "y").Output);
        new[] { x, q, k }.First(v => v.Name == name).Quantization = QuantizationParameters.PerTensor(1, 0);
        Should.Throw<UnsupportedModelException>(() => GraphLowering.Run(_graph, new PassPipeline()), why).Message
            .ShouldContain($"'{name}' (int8[2]): is already quantized");
    }

    [Fact]
    public void UnknownOperatorsAndShapes_AreNotLowered()
    {
        var x = _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2)));
        OpaqueOperator Opaque(string type) => new(RawNode.Of("any", type, 1), "it is unknown", [new(ElementType.Float32, new Shape(2))]);
        foreach (var (type, name) in new[] { ("A", "a1"), ("A", "a2"), ("B", "b1") }) _graph.Add(Opaque(type), [x], name);
        _graph.Outputs.Add(x);
        Should.Throw<UnsupportedModelException>(() => GraphLowering.Run(_graph, new PassPipeline())).Message.ShouldContain(
            "3 nodes are in the way: (1) node 'a1' (A): it is unknown; ");

        var open = new ModelGraph("open");
        var unknown = open.AddInput("x", new TensorType(ElementType.Float32, null));
        open.Outputs.Add(open.Add(new Neg(), [unknown], "y").Output);
        Should.Throw<UnsupportedModelException>(() => GraphLowering.Run(open, new PassPipeline())).Message
            .ShouldContain("node 'y' (Neg): its shape is unknown before it runs");
    }

    [Fact]
    public void Precision_IsToldByTheTypes()
    {
        Precision Of(Action<ModelGraph, Value> build)
        {
            var graph = new ModelGraph("g");
            build(graph, graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2))));
            return Precisions.Of(graph);
        }
        var one = QuantizationParameters.PerTensor(1, 0);
        Value Constant(ElementType element, QuantizationParameters? q = null) =>
            ModelGraph.NewConstant("k", Tensor.Vector(1f, 2).ConvertTo(element), q);
        Of((g, x) => g.Add(new Add(), [x, Constant(ElementType.Float32)], "y")).ShouldBe(Precision.Float32);
        Of((g, x) => g.Add(new Add(), [x, g.Add(new Dequantize(), [Constant(ElementType.Float16)], "d").Output], "y"))
            .ShouldBe(Precision.Float16);
        Of((g, x) => g.Add(new Add(), [x, g.Add(new Dequantize(), [Constant(ElementType.Int8, one)], "d").Output], "y"))
            .ShouldBe(Precision.DynamicRangeInt8);
        // Integers that stand for themselves are no weights.
        Of((g, x) => g.Add(new Gather(0), [x, Constant(ElementType.Int64)], "y")).ShouldBe(Precision.Float32);
        Of((g, x) =>
        {
            var q = g.Add(new Quantize(ElementType.Int8), [x], "q").Output;
            q.Quantization = one;
            g.Add(new Dequantize(), [q], "y");
        }).ShouldBe(Precision.Float32, "only converted to and fro");
        Of((g, x) =>
        {
            var q = g.Add(new Quantize(ElementType.Int8), [x], "q").Output;
            q.Quantization = one;
            g.Add(new Neg(), [q], "y").Output.Quantization = one;
        }).ShouldBe(Precision.Int8);
        Of((g, x) =>
        {
            var q = g.Add(new Quantize(ElementType.Int8), [x], "q").Output;
            q.Quantization = one;
            g.Add(new Split(0, [1, 1]), [q], "y").Outputs[1].Quantization = one;
        }).ShouldBe(Precision.Int8, "one output of two");
        foreach (var precision in Precisions.All)
        {
            Precisions.Parse(precision.Name()).ShouldBe(precision);
            precision.Description().ShouldNotBeEmpty();
        }
        Precisions.All.Select(p => p.Name()).ShouldBe(["float32", "float16", "dynamic-range-int8", "int8"]);
    }

    /// <summary>The published first numbers of SplitMix64 with the seed 1234567; the upper 24 bits are used.</summary>
    [Fact]
    public void RandomInputs_AreThoseOfSplitMix64()
    {
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        RandomInputs.Uniform(new Shape(5), 0, 1, 1234567).ToSingles().ShouldBe(published.Select(z => (z >> 40) / 16777216f));
        RandomInputs.Uniform(new Shape(5), -3, 5, 1234567).ToSingles().ShouldBe(
            published.Select(z => -3 + (8 * ((z >> 40) / 16777216f))));
    }

    [Theory]
    [InlineData(1, 2, 1, 1, "has 2 inputs, but source has 1; give the model that it was made from as --source")]
    [InlineData(2, 1, 1, 1, "has 1 inputs, but source has 2")]
    [InlineData(1, 1, 1, 2, "has 2 outputs, but source has 1")]
    public void SignaturesOfOtherCounts_DoNotBelongTogether(int inputs, int ofVariant, int outputs, int outputsOfVariant, string problem)
    {
        static ModelGraph Graph(string name, int inputs, int outputs)
        {
            var graph = new ModelGraph(name);
            for (var i = 0; i < inputs; i++) graph.AddInput($"x{i}", new TensorType(ElementType.Float32, new Shape(2)));
            for (var i = 0; i < outputs; i++) graph.Outputs.Add(graph.Add(new Neg(), [graph.Inputs[0]], $"y{i}").Output);
            return graph;
        }
        Should.Throw<UnsupportedModelException>(() => SignatureMatch.Of(
            Graph("source", inputs, outputs), Graph("variant", ofVariant, outputsOfVariant), "v.tflite")).Message.ShouldContain(problem);
    }

    /// <summary>An output whose axes are in another order than the source's has neither widths nor parts along an axis.</summary>
    [Fact]
    public void OutputInAnotherOrder_HasNoScaleOfAnAxis()
    {
        var x = _graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2, 3)));
        var logistic = _graph.Add(new Logistic(), [x], "a").Output;
        var joined = _graph.Add(new Concat(1), [logistic, _graph.Add(new Tanh(), [x], "b").Output], "j");
        _graph.Outputs.Add(joined.Output);
        var plain = OutputTraits.Of(_graph)[0];
        (plain.Scale.Axis, plain.Parts.Ends.Count).ShouldBe((1, 2));
        joined.Output.BoundaryPermutation = new Permutation([1, 0]);
        var moved = OutputTraits.Of(_graph)[0];
        (moved.Scale, moved.Parts).ShouldBe((OutputScale.Unknown, OutputParts.None));
    }
}

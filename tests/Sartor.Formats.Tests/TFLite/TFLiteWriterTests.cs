using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

public sealed class TFLiteWriterTests
{
    [Fact]
    public void EqualConstants_ShareABuffer()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", Floats(1, 4));
        var sum = graph.Add(new Add(), [x, Constant("a", 1, 2, 3, 4)], "sum");
        graph.Outputs.Add(graph.Add(new Mul(), [sum.Output, Constant("b", 1, 2, 3, 4)], "product").Output);
        var model = Parse(RoundTripTests.Write(graph));
        var tensors = model.Tables(Slots.Model.Subgraphs).Table(0).Tables(Slots.Subgraph.Tensors);
        var buffers = Enumerable.Range(0, tensors.Count).ToDictionary(
            i => tensors.Table(i).String(Slots.Tensor.Name)!, i => tensors.Table(i).Scalar<uint>(Slots.Tensor.Buffer));
        buffers["a"].ShouldBe(buffers["b"]);
        buffers["a"].ShouldNotBe(0u);
        buffers["x"].ShouldBe(0u);
        model.Tables(Slots.Model.Buffers).Table(0).Vector<byte>(Slots.Buffer.Data).Count.ShouldBe(0);
    }

    // Each transpose names its permutation by a tensor that the writer makes.
    [Fact]
    public void Equal_constants_that_the_writer_makes_are_one_tensor()
    {
        ModelGraph Graph(params int[][] permutations)
        {
            var graph = new ModelGraph("g");
            var value = graph.AddInput("x", Floats(2, 2, 2));
            foreach (var (i, axes) in permutations.Index())
                value = graph.Add(new Transpose(new Permutation([.. axes])), [value], $"turned{i}").Output;
            graph.Outputs.Add(value);
            return graph;
        }
        int Tensors(ModelGraph graph) =>
            Parse(RoundTripTests.Write(graph)).Tables(Slots.Model.Subgraphs).Table(0).Tables(Slots.Subgraph.Tensors).Count;
        Tensors(Graph([0, 2, 1], [0, 2, 1], [0, 2, 1])).ShouldBe(4 + 1);
        Tensors(Graph([0, 2, 1], [2, 1, 0], [0, 2, 1])).ShouldBe(4 + 2);
    }

    // Where an operator keeps the scale of its input, tensors refer to one table of parameters.
    [Fact]
    public void Equal_quantizations_are_one_table_and_read_from_each_tensor()
    {
        byte[] Write(float second)
        {
            var graph = new ModelGraph("g");
            var x = graph.AddInput("x", new TensorType(ElementType.Int8, new Shape(1, 4)));
            x.Quantization = QuantizationParameters.PerTensor(0.5f, 3);
            var y = graph.Add(new Reshape([4]), [x], "y").Output;
            y.Quantization = QuantizationParameters.PerTensor(second, 3);
            graph.Outputs.Add(y);
            return RoundTripTests.Write(graph);
        }
        var (shared, apart) = (Write(0.5f), Write(0.25f));
        shared.Length.ShouldBeLessThan(apart.Length);
        foreach (var (content, second) in new[] { (shared, 0.5f), (apart, 0.25f) })
        {
            var tensors = Parse(content).Tables(Slots.Model.Subgraphs).Table(0).Tables(Slots.Subgraph.Tensors);
            float[] scales =
            [
                .. Enumerable.Range(0, tensors.Count).Select(i => tensors.Table(i).Table(Slots.Tensor.Quantization)).OfType<FlatTable>()
                    .Select(table => table.Vector<float>(Slots.Quantization.Scale).ToArray<float>()[0]),
            ];
            scales.Order().ShouldBe(new[] { 0.5f, second }.Order());
        }
    }

    [Fact]
    public void OperatorCodes_HaveBothFields()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", Floats(1, 8));
        var gelu = graph.Add(new Gelu(false), [x], "gelu");
        graph.Outputs.Add(gelu.Output);
        var code = Codes(graph).ShouldHaveSingleItem();
        code.Scalar<sbyte>(Slots.OperatorCode.DeprecatedBuiltinCode).ShouldBe((sbyte)127);
        code.Scalar<int>(Slots.OperatorCode.BuiltinCode).ShouldBe(150);
    }

    /// <summary>
    /// op_version.cc: FULLY_CONNECTED of int8 weights and float inputs is version 9, of floats 1; dilated DEPTHWISE_CONV_2D 2, plain 1.
    /// </summary>
    [Theory, InlineData(true), InlineData(false)]
    public void OperatorCode_HasTheHighestVersionInWhateverOrder(bool isHighestFirst)
    {
        var graph = new ModelGraph("g");
        var value = graph.AddInput("x", Floats(1, 8));
        foreach (var isHybrid in new[] { isHighestFirst, !isHighestFirst })
            value = graph.Add(
                new FullyConnected(WeightLayout.OutputInput), [value, isHybrid ? Hybrid() : Zeros("w", 8, 8)], $"{isHybrid}").Output;
        graph.Outputs.Add(value);
        var image = graph.AddInput("image", Floats(1, 9, 9, 2));
        foreach (var dilation in isHighestFirst ? new long[] { 2, 1 } : [1, 2])
        {
            var op = new Convolution(
                ChannelLayout.ChannelsLast, KernelLayout.InputSpatialOutput, 2, [1, 1], [dilation, dilation], [0, 0], [0, 0]);
            image = graph.Add(op, [image, Zeros($"k{dilation}", 1, 3, 3, 2)], $"conv{dilation}").Output;
        }
        graph.Outputs.Add(image);
        Codes(graph).ToDictionary(c => c.Scalar<int>(Slots.OperatorCode.BuiltinCode), c => c.Scalar(Slots.OperatorCode.Version, 1))
            .ShouldBe(new Dictionary<int, int> { [9] = 9, [4] = 2 }, ignoreOrder: true);
    }

    [Fact]
    public void OperatorCodes_OfOtherOperatorsKeepTheirVersions()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", Floats(1, 8));
        var dense = graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, Hybrid()], "dense");
        graph.Outputs.Add(graph.Add(new Add(), [dense.Output, x], "sum").Output);
        Codes(graph).Select(
            c => (c.Scalar<int>(Slots.OperatorCode.BuiltinCode), c.Scalar(Slots.OperatorCode.Version, 1))).ShouldBe([(9, 9), (0, 1)]);
    }

    [Fact]
    public void Runtime_IsTheNewestThatAnOperatorNeeds()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", Floats(1, 8));
        graph.Outputs.Add(graph.Add(new HardSwish(), [x], "y").Output);
        using var file = new TemporaryFile(RoundTripTests.Write(graph), ".tflite");
        using var model = ModelFormats.Open(file.Path);
        model.Graph.Source.Metadata["min_runtime_version"].ShouldBe("1.15.0");
        model.Graph.Source.Producer.ShouldBe("Sartor (for runtime 1.15.0)");
    }

    [Fact]
    public void OperatorNewerThanTheRuntime_IsRefusedByName()
    {
        var graph = new ModelGraph("g");
        graph.Outputs.Add(graph.Add(new Sign(), [graph.AddInput("x", Floats(2))], "y").Output);
        Should.Throw<UnsupportedModelException>(() => RoundTripTests.Write(graph)).Message.ShouldBe(
            "g: node 'y' (Sign): SIGN version 1 needs runtime 2.11, and the file has to load in 2.9; change that in the source, or "
                + "put other operators there before the export.");
        RoundTripTests.Write(graph, new TFLiteWriteOptions { Runtime = new Version(2, 11) }).Length.ShouldBeGreaterThan(100);
    }

    public static TheoryData<string> Impossible => [.. ImpossibleCases.Keys];

    private static readonly Dictionary<string, (Operator Op, TensorType[] Inputs, string Why)> ImpossibleCases = new()
    {
        ["operator without counterpart"] = (new Erf(), [Floats(2)], "TensorFlow Lite has no operator for it"),
        ["softmax along another axis"] = (new Softmax(0), [Floats(2, 3)], "last axis"),
        ["pads that are neither"] =
            (
                new MaxPool(ChannelLayout.ChannelsLast, [2, 2], [1, 1], [1, 1], [1, 1], [1, 1]), [Floats(1, 4, 4, 1)],
                "neither SAME nor VALID"),
        ["channels first"] =
            (new MaxPool(ChannelLayout.ChannelsFirst, [2, 2], [2, 2], [1, 1], [0, 0], [0, 0]), [Floats(1, 1, 4, 4)], "channels last"),
        ["average of padding"] =
            (
                new AveragePool(ChannelLayout.ChannelsLast, [3, 3], [1, 1], [1, 1], [1, 1], [1, 1], true), [Floats(1, 4, 4, 1)],
                "does not count padding"),
        ["ELU of another alpha"] = (new Elu(2), [Floats(2)], "alpha 1"),
        ["padding with the border"] = (new Pad(PadMode.Edge, [1], [1], 0), [Floats(2)], "repeats the border"),
        ["bfloat16"] = (new Neg(), [new TensorType(ElementType.BFloat16, new Shape(2))], "bfloat16"),
        ["rank 6"] = (new Transpose(new Permutation([5, 4, 3, 2, 1, 0])), [Floats(2, 2, 2, 2, 2, 2)], "moves 6 groups of axes"),
        ["unknown shape"] = (new Neg(), [new TensorType(ElementType.Float32, null)], "shape of tensor 'x0' is unknown"),
    };

    [Theory, MemberData(nameof(Impossible))]
    public void Impossible_IsRefusedWithTheReason(string name)
    {
        var (op, inputs, why) = ImpossibleCases[name];
        var graph = new ModelGraph("g");
        var node = graph.Add(op, [.. inputs.Select((t, i) => graph.AddInput($"x{i}", t))], "node");
        graph.Outputs.AddRange(node.Outputs);
        Should.Throw<UnsupportedModelException>(() => RoundTripTests.Write(graph)).Message.ShouldContain(why);
    }

    [Fact]
    public void OpaqueOperator_IsWrittenAsItWasRead()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1, 4]), y = fixture.Tensor("y", [3, 4]);
        fixture.Operator(TFLiteFixture.Custom, [x, -1], [y], op => op.Vector<byte>(Slots.Operator.CustomOptions, [1, 2, 3]), "Mine", 2);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph =>
        {
            using var file = new TemporaryFile(RoundTripTests.Write(graph), ".tflite");
            using var again = ModelFormats.Open(file.Path);
            Support.GraphDifference.First(graph, again.Graph).ShouldBeNull();
            var raw = again.Graph.Nodes[0].Operator.ShouldBeOfType<OpaqueOperator>().Raw;
            raw.Version.ShouldBe(2);
            ((ReadOnlyMemory<byte>)raw.Attributes["custom_options"]).ToArray().ShouldBe(new byte[] { 1, 2, 3 });
        });
    }

    [Fact]
    public void EqualNames_BecomeUnique()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("t", Floats(2));
        var y = graph.Add(new Neg(), [x], "t");
        graph.Outputs.Add(graph.Add(new Abs(), [y.Output], "t").Output);
        using var file = new TemporaryFile(RoundTripTests.Write(graph), ".tflite");
        using var again = ModelFormats.Open(file.Path);
        again.Graph.Nodes.Select(n => n.Output.Name).ShouldBe(["t_1", "t_2"]);
    }

    private static FlatTable Parse(byte[] content) => new FlatBuffer(content, "written").Root();

    private static FlatTable[] Codes(ModelGraph graph)
    {
        var codes = Parse(RoundTripTests.Write(graph)).Tables(Slots.Model.OperatorCodes);
        return [.. Enumerable.Range(0, codes.Count).Select(i => codes.Table(i))];
    }

    private static Value Hybrid() => ModelGraph.NewConstant(
        "hybrid", Tensor.Create(new Shape(8, 8), new sbyte[64]), new QuantizationParameters([0.5f], [0]));

    private static Value Zeros(string name, params long[] extents) =>
        ModelGraph.NewConstant(name, Tensor.Create(new Shape(extents), new float[new Shape(extents).ElementCount]));

    private static TensorType Floats(params long[] extents) => new(ElementType.Float32, new Shape(extents));

    private static Value Constant(string name, params float[] values) => ModelGraph.NewConstant(name, Tensor.Vector<float>(values));
}

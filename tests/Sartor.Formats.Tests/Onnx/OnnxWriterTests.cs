using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Onnx;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

public sealed class OnnxWriterTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Fact]
    public void NamesAndMetadata_AreThoseOfTheGraph()
    {
        var graph = new ModelGraph("net");
        var x = graph.AddInput("image", Floats(1, 3));
        var sum = graph.Add(new Add(), [x, Constant("offset", 1, 2, 3)], "inner").Output;
        graph.Outputs.Add(graph.Add(new Abs(), [sum], "scores").Output);

        Read(graph, new() { ["b"] = "2", ["a"] = "ä\n" }, read =>
        {
            read.Inputs.ShouldHaveSingleItem().Name.ShouldBe("image");
            read.Nodes.Select(n => $"{n.Name} {n.Output.Name}").ShouldBe(["inner inner", "scores scores"]);
            read.Constants.ShouldHaveSingleItem().Name.ShouldBe("offset");
            read.Source.Metadata.ShouldBe(new Dictionary<string, string> { ["a"] = "ä\n", ["b"] = "2" }, ignoreOrder: true);
            (read.Source.FormatVersion, read.Source.Producer, read.Source.Opsets[""]).ShouldBe(("IR 8", "Sartor", 17));
        });
    }

    [Fact]
    public void EqualNames_AreTakenOnce()
    {
        var graph = new ModelGraph("net");
        var x = graph.AddInput("y", Floats(1, 3));
        var a = graph.Add(new Add(), [x, Constant("c", 1, 2, 3)], "y").Output;
        graph.Outputs.Add(graph.Add(new Add(), [a, Constant("c", 4, 5, 6)], "z").Output);

        Read(graph, [], read =>
        {
            read.Inputs[0].Name.ShouldBe("y");
            read.Outputs[0].Name.ShouldBe("z");
            read.Constants.Select(c => c.Constant!.ToSingles()[0]).ShouldBe([1f, 4f]);
        });
    }

    // The names around integers are many and say nothing; one that the network has already is not taken twice.
    [Fact]
    public void What_stands_around_integers_has_short_names_of_its_own()
    {
        var graph = new ModelGraph("net");
        var x = graph.AddInput("image", Floats(1, 3));
        var stored = graph.Add(new Quantize(ElementType.UInt8), [x], "a_long_name_of_a_value").Output;
        stored.Quantization = QuantizationParameters.PerTensor(0.5f, 3);
        var sum = graph.Add(new Add(), [stored, stored], "~f1").Output;
        sum.Quantization = QuantizationParameters.PerTensor(0.25f, 7);
        graph.Outputs.Add(graph.Add(new Dequantize(), [sum], "scores").Output);

        Read(graph, [], read =>
        {
            read.Nodes.Select(n => n.Operator.GetType()).ShouldBe(
                [typeof(Quantize), typeof(Dequantize), typeof(Add), typeof(Quantize), typeof(Dequantize)]);
            read.Nodes.Select(n => n.Output.Name).ShouldBe(["a_long_name_of_a_value", "~d1", "~f1_2", "~f1", "scores"]);
            read.Nodes[3].Output.Quantization.ShouldBe(QuantizationParameters.PerTensor(0.25f, 7));
        });
    }

    [Fact]
    public void FusedActivation_IsANodeOfItsOwn()
    {
        var graph = new ModelGraph("net");
        var x = graph.AddInput("x", Floats(1, 3));
        graph.Outputs.Add(graph.Add(new Add(Activation.Relu6), [x, Constant("c", 1, 2, 3)], "sum").Output);

        Read(graph, [], read =>
        {
            read.Nodes.Select(n => n.Operator).ShouldBe([new Add(), Clamp.Relu6]);
            read.Outputs[0].Name.ShouldBe("sum");
        });
    }

    [Fact]
    public void OutputThatIsAnInput_IsMadeByANode()
    {
        var graph = new ModelGraph("net");
        var x = graph.AddInput("x", Floats(1, 3));
        graph.Outputs.Add(x);
        graph.Outputs.Add(graph.Add(new Neg(), [x], "y").Output);
        graph.Outputs.Add(graph.Outputs[1]);

        Read(graph, [], read => read.Outputs.Select(o => o.Name).ShouldBe(["x/output", "y", "y/output"]));
    }

    [Fact]
    public void NodesThatOnnxLacks_AreAllNamed()
    {
        var graph = new ModelGraph("net");
        var x = graph.AddInput("x", Floats(2, 3, 4));
        var indices = graph.AddInput("i", new TensorType(ElementType.Int32, new Shape(2, 5)));
        var gathered = graph.Add(new Gather(1, 1), [x, indices], "gather").Output;
        var image = graph.AddInput("image", Floats(1, 8, 8, 3));
        var pool = new MaxPool(ChannelLayout.ChannelsLast, [2, 2], [2, 2], [1, 1], [0, 0], [0, 0]);
        graph.Outputs.Add(gathered);
        graph.Outputs.Add(graph.Add(pool, [image], "pool").Output);
        using var output = new MemoryStream();

        var message = Should.Throw<UnsupportedModelException>(() => OnnxWriter.Write(graph, output, s_none)).Message;

        message.ShouldContain("(Gather): ONNX's Gather has no batch axes");
        message.ShouldContain("node 'pool' (MaxPool): ONNX takes channels first");
        output.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(ElementType.Int4)]
    [InlineData(ElementType.Float8E4M3)]
    public void TypeThatTheOperatorSetLacks_IsNamed(ElementType element)
    {
        var graph = new ModelGraph("net");
        var stored = new Tensor(element, new Shape(4), new byte[element.ByteCount(4)]);
        var constant = ModelGraph.NewConstant("weights", stored);
        graph.Outputs.Add(graph.Add(new Reshape([2, 2]), [constant], "matrix").Output);

        Should.Throw<UnsupportedModelException>(() => OnnxWriter.Write(graph, Stream.Null, s_none)).Message
            .ShouldContain($"'weights' is {element.Label()}, which operator set 17");
    }

    [Fact]
    public void FileOfMoreThanAMessageHolds_IsRefused()
    {
        var graph = new ModelGraph("net");
        var x = graph.AddInput("x", Floats(1 << 27));
        // The same bytes, counted for each constant.
        var half = new Tensor(ElementType.Float32, new Shape(1 << 27), new byte[1 << 29]);
        for (var i = 0; i < 4; i++) x = graph.Add(new Add(), [x, ModelGraph.NewConstant($"c{i}", half)], $"sum{i}").Output;
        graph.Outputs.Add(x);
        using var output = new MemoryStream();

        Should.Throw<UnsupportedModelException>(() => OnnxWriter.Write(graph, output, s_none)).Message
            .ShouldContain("and a protobuf message has at most 2147483647; quantize the model");
        output.Length.ShouldBe(0);
    }

    private static TensorType Floats(params long[] extents) => new(ElementType.Float32, new Shape(extents));

    private static Value Constant(string name, params float[] values) =>
        ModelGraph.NewConstant(name, Tensor.Create(new Shape(1, values.Length), values));

    private static void Read(ModelGraph graph, Dictionary<string, string> metadata, Action<ModelGraph> look)
    {
        using var output = new MemoryStream();
        OnnxWriter.Write(graph, output, metadata);
        using var file = new TemporaryFile(output.ToArray(), ".onnx");
        using var model = ModelFormats.Open(file.Path);
        look(model.Graph);
    }
}

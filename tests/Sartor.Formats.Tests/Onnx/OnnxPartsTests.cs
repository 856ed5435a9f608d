using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Onnx;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>The parts of a ModelProto: what is left out, given twice, out of order, or of another kind than a tensor.</summary>
public sealed class OnnxPartsTests
{
    private const ElementType F = ElementType.Float32;

    /// <summary>Files from IR 3 on name their operator sets; one that names only others has none of ONNX's own.</summary>
    [Theory]
    [InlineData(null, 0, "names no operator set")]
    [InlineData("other", 1, null)]
    [InlineData("ai.onnx", 0, "operator set 0 of ONNX")]
    [InlineData("ai.onnx", 1, null)]
    [InlineData("", 24, null)]
    [InlineData("", 25, "operator set 25 of ONNX")]
    public void OperatorSet_IsThatOfTheDefaultDomain(string? domain, long version, string? problem)
    {
        var graph = new ProtoWriter().Message(1, new ProtoWriter().Text(1, "x").Text(2, "y").Text(4, "Relu"))
            .Message(11, Info("x", 1)).Message(12, Info("y", 1));
        var model = new ProtoWriter().Varint(1, 3).Message(7, graph);
        if (domain is not null) model.Message(8, new ProtoWriter().Text(1, domain).Varint(2, version));
        if (problem is null) Read(model.Bytes, g => g.Source.Opsets.Count.ShouldBe(1));
        else Refusal(model.Bytes).ShouldContain(problem);
    }

    [Theory]
    [InlineData("ai.onnx", "Relu")]
    [InlineData("", "Relu")]
    [InlineData("com.other", "com.other.Relu")]
    public void DomainOfANode_IsPartOfItsName(string domain, string name)
    {
        var builder = new OnnxBuilder().Input("x", F, 1).Output("y").Graph(g => g.Message(
            1, new ProtoWriter().Text(1, "x").Text(2, "y").Text(4, "Relu").Text(7, domain)));
        builder.Rest.Message(8, new ProtoWriter().Text(1, "com.other").Varint(2, 5));
        Read(builder.Build(), graph =>
        {
            graph.Source.OperatorCounts.Keys.ShouldBe([name]);
            if (domain == "com.other") graph.Nodes[0].Operator.ShouldBeOfType<OpaqueOperator>().Raw.Version.ShouldBe(5);
        });
    }

    /// <summary>Messages call a node by its name, or by the first result that has one, or by its operator.</summary>
    [Theory]
    [InlineData("mine", "a", "node 'mine' (Add)")]
    [InlineData("", "a", "node 'a' (Add)")]
    [InlineData("", "", "node 'Add' (Add)")]
    public void Node_HasALabel(string name, string output, string expected)
    {
        var content = new OnnxBuilder().Input("x", F, 1).Output("x").Graph(g => g.Message(
            1, new ProtoWriter().Text(1, "x").Text(1, "ghost").Text(2, "").Text(2, output).Text(3, name).Text(4, "Add"))).Build();
        Refusal(content).ShouldContain($"{expected}: reads 'ghost'");
    }

    /// <summary>The least index of the nodes that are ready comes first, so that what is in order stays so.</summary>
    [Fact]
    public void NodesOutOfOrder_KeepTheOrderOfTheFileWhereTheyCan()
    {
        var content = new OnnxBuilder().Input("x", F, 1)
            .Node("Add", ["b", "c"], ["d"]).Node("Relu", ["x"], ["a"]).Node("Exp", ["x"], ["c"]).Node("Neg", ["a"], ["b"])
            .Node("Abs", ["x"], ["e"]).Output("d").Output("e").Build();
        Read(content, graph => graph.Nodes.Select(n => n.Output.Name).ShouldBe(["a", "c", "b", "d", "e"]));
        Read(
            new OnnxBuilder().Input("x", F, 1).Node("Relu", ["x"], ["a"]).Node("Add", ["a", "a"], ["b"]).Output("b").Build(),
            graph => graph.Diagnostics.ShouldBeEmpty());
        // A value that is read twice by one node is waited for once.
        Read(
            new OnnxBuilder().Input("x", F, 1).Node("Add", ["a", "a"], ["b"]).Node("Relu", ["x"], ["a"]).Output("b").Build(),
            graph => graph.Nodes.Select(n => n.Output.Name).ShouldBe(["a", "b"]));
        Refusal(new OnnxBuilder().Input("x", F, 1).Node("Relu", ["x"], ["a"]).Node("Add", ["x", "c"], ["b"]).Node("Neg", ["b"], ["c"])
            .Output("c").Build()).ShouldContain("node 'Add-b' (Add): is part of a cycle");
        Refusal(new OnnxBuilder().Input("x", F, 1).Node("Relu", ["x"], ["x"]).Output("x").Build()).ShouldContain("makes 'x', which exists");
    }

    /// <summary>What the file says of a value in the middle is the type of what Sartor does not know; the first of several wins.</summary>
    [Fact]
    public void StatedTypes_AreThoseOfUnknownOperators()
    {
        var content = new OnnxBuilder().Input("x", F, 1).Node("Frobnicate", ["x"], ["a", "", "b", "c", "d"])
            .ValueInfo("a", ElementType.Int32, 2, 3).ValueInfo("a", F, 9).ValueInfo("b", F, "n", 3).ValueInfo("c", F)
            .ValueInfo("d", F, long.MaxValue, long.MaxValue)
            .Output("a", F, 7).Output("b").Output("c").Output("d").Build();
        Read(content, graph => graph.Nodes[0].Outputs.Where(o => o.Name.Length > 0).Select(o => $"{o.Name} {o.Type}")
            .ShouldBe(["a int32[2,3]", $"b {new TensorType(F, null)}", $"c {new TensorType(F, null)}", $"d {new TensorType(F, null)}"]));
    }

    /// <summary>A value that is no tensor, and fields that Sartor does not know.</summary>
    [Fact]
    public void InputThatIsNoTensor_HasNoType()
    {
        // TypeProto.sequence_type is field 4.
        var content = new OnnxBuilder().Input("x", F, 1).Node("Frobnicate", ["x", "s"], ["y"]).Output("y")
            .Graph(g => g.Message(11, new ProtoWriter().Text(1, "s").Message(2, new ProtoWriter().Message(4, new ProtoWriter()))
                .Text(3, "a text"))).Build();
        Read(content, graph =>
        {
            graph.Inputs[1].Type.ShouldBe(TensorType.Unknown);
            graph.Diagnostics.ShouldBeEmpty();
        });
        Read(new OnnxBuilder().Input("x", F).Node("Relu", ["x"], ["y"]).Output("y").Build(), graph =>
            graph.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("unknown-input-shape"));
    }

    [Fact]
    public void SparseInitializer_HasTheTypeThatTheFileStates()
    {
        var content = new OnnxBuilder().Input("x", F, 2).ValueInfo("few", F, 2)
            .Graph(g => g.Message(15, new ProtoWriter().Packed(3, 2).Message(1, OnnxBuilder.Tensor("few", [1], 1f))))
            .Node("Add", ["x", "few"], ["y"]).Output("y").Build();
        Read(content, graph => graph.Nodes[0].Output.Type.ShouldBe(new TensorType(F, new Shape(2))));
        Refusal(new OnnxBuilder().Input("x", F, 2).Graph(g => g.Message(15, new ProtoWriter().Packed(3, 2))).Output("x").Build())
            .ShouldContain("has no name");
    }

    [Fact]
    public void OutputsUnderSeveralNames_AreCopies()
    {
        var content = new OnnxBuilder().Input("x", F, 2, 3).Initializer("k", [2], 1f, 2f).Node("Identity", ["x"], ["a"])
            .Node("Identity", ["k"], ["b"]).Node("Relu", ["x"], ["r"]).Node("Identity", ["r"], ["c"]).Node("Identity", ["r"], ["d"])
            .Output("a").Output("b").Output("c").Output("d").Output("x").Build();
        Read(content, graph =>
        {
            graph.Outputs.Select(o => o.Name).ShouldBe(["a", "b", "c", "d", "x"]);
            graph.Outputs[^1].ShouldBe(graph.Inputs[0]);
            graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Relu", "Reshape", "Reshape"]);
        });
    }

    [Theory]
    [InlineData(64, null)]
    [InlineData(65, "are invalid")]
    public void RankOfATensor_IsLimited(int rank, string? problem)
    {
        var proto = OnnxBuilder.TensorHead("t", F, [.. Enumerable.Repeat(1L, rank)]).Float(4, 5);
        using var file = new TemporaryFile(proto.Bytes);
        using var sliced = SlicedFile.Open(file.Path);
        if (problem is null) TensorProtoReader.Read(sliced).Tensor.ToSingles().ShouldBe([5]);
        else Should.Throw<ModelFormatException>(() => TensorProtoReader.Read(sliced)).Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("segments", "it is split into segments")]
    [InlineData("wire type", "field 4 of TensorProto has a wrong wire type")]
    [InlineData("too many", "it needs 2 numbers in field 4 of TensorProto, the file has 3")]
    [InlineData("raw beyond", "float32[1099511627776] takes 4398046511104 bytes, the file has 3")]
    [InlineData("raw of another length", "float32[2] takes 8 bytes, the file has 9")]
    [InlineData("no name", "a tensor without a name: its element type is number 0")]
    public void DamagedTensor_IsNamed(string kind, string problem)
    {
        var proto = kind switch
        {
            "segments" => OnnxBuilder.TensorHead("t", F, [1]).Message(3, new ProtoWriter()).Float(4, 1),
            "wire type" => OnnxBuilder.TensorHead("t", F, [2]).Float(4, 1).Varint(4, 2),
            "too many" => OnnxBuilder.TensorHead("t", F, [2]).Float(4, 1).Float(4, 2).Float(4, 3),
            "raw beyond" => OnnxBuilder.TensorHead("t", F, [1L << 40]).Blob(9, [1, 2, 3]),
            "raw of another length" => OnnxBuilder.TensorHead("t", F, [2]).Blob(9, new byte[9]),
            _ => new ProtoWriter().Varint(1, 1),
        };
        using var file = new TemporaryFile(proto.Bytes);
        using var sliced = SlicedFile.Open(file.Path);
        Should.Throw<SartorException>(() => TensorProtoReader.Read(sliced)).Message.ShouldContain(problem);
    }

    /// <summary>A complex number is two in the typed fields; of the halves of two pieces the order stays.</summary>
    [Fact]
    public void TypedPieces_AreJoinedInOrder()
    {
        Data(OnnxBuilder.TensorHead("t", ElementType.Complex64, [1]).Float(4, 1).Float(4, 2)).ShouldBe(Bytes(1f, 2f));
        Data(OnnxBuilder.TensorHead("t", ElementType.Complex128, [1]).Double(10, 1).Double(10, 2))
            .ShouldBe([.. BitConverter.GetBytes(1.0), .. BitConverter.GetBytes(2.0)]);
        Data(OnnxBuilder.TensorHead("t", F, [3]).Float(4, 1).Blob(4, Bytes(2f)).Float(4, 3)).ShouldBe(Bytes(1f, 2f, 3f));
        // Data in other fields, and raw data beside typed ones, do not count.
        Data(OnnxBuilder.TensorHead("t", F, [1]).Varint(7, 9).Float(4, 1).Varint(5, 3)).ShouldBe(Bytes(1f));
        Data(OnnxBuilder.TensorHead("t", F, [1]).Float(4, 1).Blob(9, Bytes(7f))).ShouldBe(Bytes(7f));

        static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

        static byte[] Data(ProtoWriter proto)
        {
            using var file = new TemporaryFile(proto.Bytes);
            using var sliced = SlicedFile.Open(file.Path);
            return TensorProtoReader.Read(sliced).Tensor.Data.ToArray();
        }
    }

    /// <summary>data_location 1 is EXTERNAL; 0 and what is not defined mean that the data are here.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void DataLocation_OtherThanOutside_IsHere(long location)
    {
        using var file = new TemporaryFile(OnnxBuilder.TensorHead("t", F, [1]).Varint(14, location).Float(4, 5).Bytes);
        using var sliced = SlicedFile.Open(file.Path);
        TensorProtoReader.Read(sliced).Tensor.ToSingles().ShouldBe([5]);
    }

    [Theory]
    [InlineData(1 << 24, null)]
    [InlineData((1 << 24) + 1, "a string of 16777217 bytes")]
    public void Text_IsLimited(int length, string? problem)
    {
        var builder = new OnnxBuilder().Input("x", F, 1).Node("Relu", ["x"], ["y"]).Output("y");
        builder.Rest.Message(14, new ProtoWriter().Text(1, "k").Blob(2, new byte[length]));
        if (problem is null) Read(builder.Build(), graph => graph.Source.Metadata["k"].Length.ShouldBe(length));
        else Refusal(builder.Build()).ShouldContain(problem);
    }

    private static ProtoWriter Info(string name, long extent) => new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(
        1, new ProtoWriter().Varint(1, 1).Message(2, new ProtoWriter().Message(1, new ProtoWriter().Varint(1, extent)))));

    private static void Read(byte[] content, Action<ModelGraph> check)
    {
        using var file = new TemporaryFile(content, ".onnx");
        using var model = ModelFormats.Open(file.Path);
        GraphCheck.Verify(model.Graph);
        check(model.Graph);
    }

    private static string Refusal(byte[] content)
    {
        using var file = new TemporaryFile(content, ".onnx");
        return Should.Throw<SartorException>(() => ModelFormats.Open(file.Path).Dispose()).Message;
    }
}

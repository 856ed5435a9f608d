using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Onnx;
using Sartor.Formats.Onnx.Placement;
using Sartor.Formats.Placement;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx.Placement;

/// <summary>The nodes that an execution provider meets, and what their tensors are.</summary>
public sealed class PlacedNodesTests
{
    private const ElementType F = ElementType.Float32;

    [Theory]
    [InlineData(F, 'f')]
    [InlineData(ElementType.Float16, 'e')]
    [InlineData(ElementType.UInt8, 'u')]
    [InlineData(ElementType.Int8, 's')]
    [InlineData(ElementType.Int32, 'n')]
    [InlineData(ElementType.Int64, 'l')]
    [InlineData(ElementType.Bool, 'b')]
    [InlineData(ElementType.Float64, 'x')]
    public void Arithmetic_IsTheTypeOfTheFirstInput(ElementType element, char letter)
    {
        var op = Of(new OnnxBuilder().Input("x", element, 2).Input("z", ElementType.UInt16, 2).Node("Frobnicate", ["x", "z"], ["y"])
            .Output("y")).ShouldHaveSingleItem();
        op.Arithmetic.ShouldBe(letter);
        op.Inputs.Select(t => t!.Element).ShouldBe([element, ElementType.UInt16]);
    }

    [Fact]
    public void OperatorWithoutInputs_HasNoArithmetic()
    {
        var operators = Of(new OnnxBuilder().Input("x", F, 2).Node("RandomNormal", [], ["r"]).Node("Frobnicate", ["", "x"], ["y"])
            .Output("y").Output("r"));
        operators.Select(o => o.Arithmetic).ShouldBe([null, null]);
        operators[1].Inputs[0].ShouldBeNull();
    }

    /// <summary>What hangs on constants alone is computed beforehand; graphs of their own, random numbers and other domains are not.
    /// </summary>
    [Theory]
    [InlineData("Add", "k", true)]
    [InlineData("Add", "x", false)]
    [InlineData("If", "k", false)]
    [InlineData("Loop", "k", false)]
    [InlineData("Scan", "k", false)]
    [InlineData("RandomNormalLike", "k", false)]
    [InlineData("Frobnicate", "k", true)]
    [InlineData("Frobnicate", "", true)]
    [InlineData("other.Frobnicate", "k", false)]
    [InlineData("Shape", "x", true)]
    [InlineData("Size", "x", true)]
    [InlineData("Shape", "o", false)]
    [InlineData("Size", "o", false)]
    [InlineData("Identity", "k", true)]
    public void Constants_AreFolded(string type, string input, bool isFolded)
    {
        var dot = type.IndexOf('.', StringComparison.Ordinal);
        var builder = new OnnxBuilder().Input("x", F, 2).Input("o", F, "n").Initializer("k", [2], 1f, 2f).Output("y").Graph(g => g.Message(
            1, new ProtoWriter().Text(1, "k").Text(1, input).Text(2, "y").Text(4, type[(dot + 1)..]).Text(7, dot < 0 ? "" : type[..dot])));
        // Shape and Size have one input.
        if (input is "x" or "o" && type is "Shape" or "Size")
            builder = new OnnxBuilder().Input("x", F, 2).Input("o", F, "n").Node(type, [input], ["y"]).Output("y");
        Of(builder).Count.ShouldBe(isFolded ? 0 : 1);
    }

    /// <summary>Identity and Dropout are taken out, unless they make an output of the network or are of another domain.</summary>
    [Theory]
    [InlineData("Identity", true, "Relu Neg")]
    [InlineData("Dropout", true, "Relu Neg")]
    [InlineData("Abs", true, "Relu Abs Neg")]
    [InlineData("Identity", false, "Relu Identity Neg")]
    public void NodesThatPass_AreTakenOut(string type, bool isInside, string expected)
    {
        var builder = new OnnxBuilder().Input("x", F, 2).Node("Relu", ["x"], ["a"]).Node(type, ["a"], ["b"]).Node("Neg", ["b"], ["y"])
            .Output("y");
        if (!isInside) builder.Output("b");
        var operators = Of(builder);
        string.Join(' ', operators.Select(o => o.Raw.Type)).ShouldBe(expected);
        ReferenceEquals(operators[^1].Inputs[0], operators[0].Outputs[0]).ShouldBe(operators.Count == 2);
    }

    [Theory]
    [InlineData(new[] { 2L, -1L }, true)]
    [InlineData(new[] { 0L, 2L }, true)]
    [InlineData(new[] { 1L, 2L }, false)]
    public void OpenExtents_EndAtAReshapeOfFixedExtents(long[] shape, bool isOpen)
    {
        var operators = Of(new OnnxBuilder().Input("x", F, "n", 2).Initializer("s", [2], shape).Node("Relu", ["x"], ["a"])
            .Node("Reshape", ["a", "s"], ["b"]).Node("Neg", ["b"], ["y"]).Output("y"));
        operators[0].Outputs[0].IsOpen.ShouldBeTrue();
        operators[1].Outputs[0].IsOpen.ShouldBe(isOpen);
        operators[2].Inputs[0].ShouldBe(operators[1].Outputs[0]);
    }

    /// <summary>Of an open extent the size is known: a number.</summary>
    [Fact]
    public void SizeOfAnOpenTensor_IsNotOpen()
    {
        var op = Of(new OnnxBuilder().Input("x", F, "n", 2).Node("Shape", ["x"], ["y"]).Output("y")).ShouldHaveSingleItem();
        (op.Inputs[0]!.IsOpen, op.Outputs[0].IsOpen).ShouldBe((true, false));
        op.Inputs[0]!.Extents.ShouldBe([-1, 2]);
    }

    [Fact]
    public void StatedShapes_GoBeforeComputedOnes()
    {
        var op = Of(new OnnxBuilder().Input("x", F, 1, 2).Node("Frobnicate", ["x"], ["y", "", "z"]).ValueInfo("z", ElementType.Int32, "n")
            .Output("y", F, 1, 3)).ShouldHaveSingleItem();
        op.Name.ShouldBe("y");
        op.Outputs.Select(t => (t.Name, t.Element, t.IsOpen)).ShouldBe([("y", F, false), ("z", ElementType.Int32, true)]);
        op.Outputs[0].Extents.ShouldBe([1L, 3]);
        var unknown = Of(new OnnxBuilder().Input("x", F, 1, 2).Node("Frobnicate", ["x"], ["y"]).Output("y")).ShouldHaveSingleItem();
        (unknown.Outputs[0].Extents, unknown.Outputs[0].IsOpen).ShouldBe((null, true));
    }

    [Fact]
    public void OperatorWithoutOutputs_HasItsLabel() =>
        Of(new OnnxBuilder().Input("x", F, 1, 2).Node("Frobnicate", ["x"], []).Output("x")).ShouldHaveSingleItem().Name
            .ShouldBe("Frobnicate-");

    /// <summary>Values of constants that the tables ask for: numbers of the usual types, of at most 1024 elements.</summary>
    [Theory]
    [InlineData(F, 2, true)]
    [InlineData(ElementType.Int32, 2, true)]
    [InlineData(ElementType.Int64, 1024, true)]
    [InlineData(ElementType.Int64, 1025, false)]
    [InlineData(ElementType.Int8, 2, false)]
    public void ValuesOfConstants_AreRead(ElementType element, int count, bool isRead)
    {
        bool? found = null;
        Use(
            new OnnxBuilder().Input("x", F, 1).Initializer(TensorHead("k", element, [count]).Blob(9, new byte[element.ByteCount(count)]))
                .Node("Frobnicate", ["x", "k"], ["y"]).Output("y"),
            operators =>
            {
                var k = operators[0].Inputs[1]!;
                k.IsConstant.ShouldBeTrue();
                found = k.Values()?.Count == count;
            });
        found.ShouldBe(isRead);
    }

    /// <summary>An input with a default is a constant up to IR 3, and from IR 4 on what a caller may give.</summary>
    [Theory]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void InputWithADefault_IsAConstantInOldFiles(long version, bool isConstant)
    {
        var op = Of(new OnnxBuilder { IrVersion = version }.Input("x", F, 1).Input("k", F, 1).Initializer("k", [1], 1f)
            .Node("Add", ["x", "k"], ["y"]).Output("y")).ShouldHaveSingleItem();
        (op.Inputs[0]!.IsConstant, op.Inputs[1]!.IsConstant).ShouldBe((false, isConstant));
    }

    [Fact]
    public void DataOfAnotherFile_AreOutside()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "w.bin"), new byte[8]);
        var path = Path.Combine(folder.Path, "m.onnx");
        File.WriteAllBytes(path, new OnnxBuilder().Input("x", F, 1, 2).Initializer("k", [2], 1f, 2f)
            .Initializer(TensorHead("w", F, [2]).Varint(14, 1).Message(13, new ProtoWriter().Text(1, "location").Text(2, "w.bin")))
            .Node("Add", ["x", "k"], ["a"]).Node("Add", ["a", "w"], ["y"]).Output("y").Build());
        ModelFormats.Place(path, "ort-nnapi").Fallbacks.ShouldHaveSingleItem().Reason
            .ShouldBe("'w' lies in another file than the network");
        ModelFormats.Place(path, "ort-coreml").Fallbacks.ShouldBeEmpty();
    }

    [Fact]
    public void Data_IsWhatIsNoConstant()
    {
        var op = Of(new OnnxBuilder().Input("x", F, 1).Initializer("k", [1], 1f).Node("Add", ["x", "k"], ["y"]).Output("y"))
            .ShouldHaveSingleItem();
        op.Data.Select(t => t.Name).ShouldBe(["x", "y"]);
        (op.Input(1)!.Name, op.Input(2)).ShouldBe(("k", null));
        op.Input(0)!.IsOutside.ShouldBeFalse();
    }

    private static IReadOnlyList<PlacedOperator> Of(OnnxBuilder builder)
    {
        IReadOnlyList<PlacedOperator> found = [];
        Use(builder, operators => found = operators);
        return found;
    }

    // Values are read while the file is open.
    private static void Use(OnnxBuilder builder, Action<IReadOnlyList<PlacedOperator>> check)
    {
        using var file = new TemporaryFile(builder.Build(), ".onnx");
        using var sliced = SlicedFile.Open(file.Path);
        OnnxReader.Read(sliced, ModelReadOptions.Default, contents =>
        {
            check(PlacedNodes.Of(contents));
            return true;
        });
    }
}

using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Formats.Tests.Onnx.Placement;

/// <summary>Small files whose placement follows from what the execution providers of ONNX Runtime document.</summary>
public sealed class OnnxPlacementTests
{
    private const ElementType F = ElementType.Float32;

    public static TheoryData<string> Targets => ["ort-nnapi", "ort-coreml", "ort-coreml-mlprogram"];

    /// <summary>What a classifier of images is made of, with a Dropout and a Constant that ONNX Runtime takes out beforehand.</summary>
    [Theory, MemberData(nameof(Targets))]
    public void UsualNetwork_IsOnePartition(string target)
    {
        var report = Place(Network(1), target);

        report.Fallbacks.ShouldBeEmpty();
        (report.Operators, report.Taken, report.Partitions).ShouldBe((6, 6, 1));
        report.Source.ShouldContain("ONNX Runtime");
    }

    [Theory]
    [InlineData("ort-nnapi", "NonZero", "has no NonZero")]
    [InlineData("ort-coreml", "NonZero", "has no NonZero")]
    [InlineData("ort-nnapi", "Erf", "has no Erf")]
    [InlineData("ort-coreml", "Erf", "has no Erf")]
    [InlineData("ort-coreml-mlprogram", "Erf", null)]
    [InlineData("ort-nnapi", "Abs", null)]
    [InlineData("ort-coreml", "Abs", "has no Abs")]
    [InlineData("ort-coreml-mlprogram", "Floor", "has no Floor")]
    public void Operator_DecidesByTheTable(string target, string type, string? reason) =>
        Expect(new OnnxBuilder().Input("x", F, 1, 4, 8, 8).Node(type, ["x"], ["y"]).Output("y"), target, reason);

    [Theory]
    [InlineData("ort-nnapi", ElementType.Float16, "in float32, not in float16")]
    [InlineData("ort-coreml", ElementType.Float16, "in float32, not in float16")]
    [InlineData("ort-coreml-mlprogram", ElementType.Float16, null)]
    [InlineData("ort-nnapi", ElementType.Int32, "in float32, not in int32")]
    public void Type_DecidesByTheTable(string target, ElementType element, string? reason) =>
        Expect(new OnnxBuilder().Input("x", element, 1, 4).Node("Add", ["x", "x"], ["y"]).Output("y", element), target, reason);

    [Theory]
    [InlineData("ort-nnapi", "ceil_mode", "ceil_mode is 1, and the target takes 0")]
    [InlineData("ort-coreml", "ceil_mode", "ceil_mode is 1, and the target takes 0")]
    [InlineData("ort-coreml-mlprogram", "ceil_mode", null)]
    [InlineData("ort-nnapi", "storage_order", "storage_order is 1, and the target takes 0")]
    [InlineData("ort-coreml-mlprogram", "storage_order", "storage_order is 1, and the target takes 0")]
    public void OptionOfAPool_DecidesByTheTable(string target, string option, string? reason) =>
        Expect(
            new OnnxBuilder().Input("x", F, 1, 4, 8, 8)
                .Node("MaxPool", ["x"], ["y"], OnnxBuilder.Ints("kernel_shape", 2, 2), OnnxBuilder.Int(option, 1)).Output("y"),
            target, reason);

    [Theory]
    [InlineData("ort-nnapi", "constant", 0, null)]
    [InlineData("ort-nnapi", "reflect", 1, "mode is reflect, and the target takes constant")]
    [InlineData("ort-nnapi", "constant", -1, "'pads' has a negative element")]
    [InlineData("ort-nnapi", "constant", 1, null)]
    [InlineData("ort-coreml", "constant", 1, "it changes axis 1, and the target changes only the last two")]
    public void Pad_IsTakenByModeAndAxes(string target, string mode, long pad, string? reason) =>
        Expect(
            new OnnxBuilder().Input("x", F, 1, 4, 8, 8).Initializer("pads", [8], 0L, pad, 1, 1, 0, 0, 1, 1).Initializer("value", [1], 0f)
                .Node("Pad", ["x", "pads", "value"], ["y"], OnnxBuilder.String("mode", mode)).Output("y"),
            target, reason);

    [Theory]
    [InlineData("nearest", "asymmetric", "floor", null)]
    [InlineData("nearest", "half_pixel", "floor", "coordinate_transformation_mode is half_pixel, and the target takes asymmetric")]
    [InlineData("nearest", "asymmetric", "ceil", "nearest_mode is ceil, and the target takes floor")]
    [InlineData("linear", "half_pixel", "ceil", null)]
    [InlineData("cubic", "half_pixel", "floor", "mode is cubic, and the target takes nearest or linear")]
    public void ResizeOnNnapi_IsTakenByItsModes(string mode, string coordinates, string nearest, string? reason) =>
        Expect(
            new OnnxBuilder().Input("x", F, 1, 4, 8, 8).Initializer("scales", [4], 1f, 1f, 2f, 2f)
                .Node(
                    "Resize", ["x", "", "scales"], ["y"], OnnxBuilder.String("mode", mode),
                    OnnxBuilder.String("coordinate_transformation_mode", coordinates), OnnxBuilder.String("nearest_mode", nearest))
                .Output("y"),
            "ort-nnapi", reason);

    [Theory]
    [InlineData("ort-nnapi", "input 1 'w' is computed")]
    [InlineData("ort-coreml", "input 1 'w' is computed")]
    [InlineData("ort-coreml-mlprogram", null)]
    public void WeightsThatAreAnInput_AreTakenByTheTable(string target, string? reason) =>
        Expect(
            new OnnxBuilder().Input("x", F, 1, 3, 8, 8).Input("w", F, 4, 3, 1, 1).Node("Conv", ["x", "w"], ["y"]).Output("y"),
            target, reason);

    /// <summary>From IR 4 on a caller may replace a constant that is listed as an input; before, every constant had to be listed.</summary>
    [Theory]
    [InlineData(3, null)]
    [InlineData(8, "input 1 'w' is computed")]
    public void ConstantThatMayBeReplaced_IsNoConstant(long version, string? reason) =>
        Expect(
            new OnnxBuilder { IrVersion = version }.Input("x", F, 1, 1, 4, 4).Input("w", F, 1, 1, 1, 1).Initializer("w", [1, 1, 1, 1], 2f)
                .Node("Conv", ["x", "w"], ["y"]).Output("y"),
            "ort-nnapi", reason);

    /// <summary>An open batch goes through the network up to the Reshape that fixes it.</summary>
    [Theory]
    [InlineData("ort-nnapi", "c r p flat")]
    [InlineData("ort-coreml", "")]
    public void OpenExtent_IsToldForNnapi(string target, string nodes)
    {
        var report = Place(Network("batch"), target);

        string.Join(' ', report.Fallbacks.Select(f => f.Node)).ShouldBe(nodes);
        report.Fallbacks.ShouldAllBe(f => f.Reason.EndsWith("has an extent that is known only at run time", StringComparison.Ordinal));
        report.Partitions.ShouldBe(1);
    }

    /// <summary>A network that cannot be laid out with extents of 1 is laid out with those of an image.</summary>
    [Fact]
    public void OpenExtentsOfAnImage_AreNoReasonToRefuse()
    {
        var report = Place(
            new OnnxBuilder().Input("x", F, "n", 1, "h", "w").Initializer("w5", [1, 1, 5, 5], new float[25])
                .Node("Conv", ["x", "w5"], ["y"]).Output("y"),
            "ort-coreml");

        report.Fallbacks.ShouldBeEmpty();
        report.Taken.ShouldBe(1);
    }

    [Theory]
    [InlineData("ort-coreml", 16384, null)]
    [InlineData("ort-coreml", 16385, "'table' has an extent above 16384")]
    [InlineData("ort-coreml-mlprogram", 16385, "'table' has an extent above 16384")]
    [InlineData("ort-nnapi", 16385, null)]
    public void ExtentOfAStoredInput_IsLimitedByCoreMl(string target, long extent, string? reason) =>
        Expect(
            new OnnxBuilder().Input("x", F, 1, 1).Initializer("table", [1, extent], new float[extent]).Node("Mul", ["x", "table"], ["y"])
                .Output("y"),
            target, reason);

    /// <summary>NonMaxSuppression ends what NNAPI takes, whatever its results go through.</summary>
    [Fact]
    public void BehindNonMaxSuppression_NnapiTakesNothing()
    {
        var builder = new OnnxBuilder().Input("boxes", F, 1, 6, 4).Input("scores", F, 1, 1, 6).Initializer("most", [1], 3L)
            .Node("Relu", ["scores"], ["positive"])
            .Node("NonMaxSuppression", ["boxes", "positive", "most"], ["chosen"])
            .Node("Cast", ["chosen"], ["number"], OnnxBuilder.Int("to", 1))
            .Node("Relu", ["number"], ["y"]).Node("Abs", ["positive"], ["z"])
            .ValueInfo("chosen", ElementType.Int64, 3, 3).ValueInfo("number", F, 3, 3).Output("y", F, 3, 3).Output("z");

        var report = Place(builder, "ort-nnapi");

        report.Fallbacks.Select(f => f.Node).ShouldBe(["chosen", "number", "y"]);
        report.Fallbacks[2].Reason.ShouldContain("it reads what NonMaxSuppression makes");
    }

    [Theory]
    [InlineData("ort-nnapi", 0)]
    [InlineData("ort-coreml", 1)]
    public void ReshapeAlone_IsNoPartitionOfNnapi(string target, int partitions)
    {
        var report = Place(
            new OnnxBuilder().Input("x", F, 2, 4).Initializer("shape", [1], 8L).Node("Reshape", ["x", "shape"], ["y"]).Output("y"), target);

        report.Partitions.ShouldBe(partitions);
        (report.Taken + report.Fallbacks.Count).ShouldBe(1);
    }

    /// <summary>ONNX Runtime computes sizes of fixed shapes beforehand; of open shapes they are operators, on int64.</summary>
    [Theory]
    [InlineData(4, "")]
    [InlineData("n", "size half y")]
    public void SizesOfFixedShapes_AreNoOperators(object extent, string left)
    {
        var report = Place(
            new OnnxBuilder().Input("x", F, extent, 4).Initializer("zero", [1], 0L).Initializer("two", [1], 2L)
                .Node("Shape", ["x"], ["shape"]).Node("Gather", ["shape", "zero"], ["size"]).Node("Div", ["size", "two"], ["half"])
                .Node("Slice", ["x", "zero", "half", "zero"], ["y"]).Output("y"),
            "ort-coreml-mlprogram");

        string.Join(' ', report.Fallbacks.Select(f => f.Node)).ShouldBe(left);
        report.Operators.ShouldBe(left.Length == 0 ? 1 : 4);
    }

    [Fact]
    public void OperatorInTheMiddle_MakesTwoPartitions()
    {
        var report = Place(
            new OnnxBuilder().Input("x", F, 1, 4)
                .Node("Relu", ["x"], ["a"]).Node("Erf", ["a"], ["b"]).Node("Relu", ["b"], ["y"]).Output("y"),
            "ort-nnapi");

        (report.Operators, report.Taken, report.Partitions).ShouldBe((3, 2, 2));
        report.Fallbacks.ShouldHaveSingleItem().Node.ShouldBe("b");
    }

    [Fact]
    public void DamagedFile_IsRefused()
    {
        using var file = new TemporaryFile(Network(1).Build().AsSpan(..^40).ToArray(), ".onnx");
        Should.Throw<SartorException>(() => ModelFormats.Place(file.Path, "ort-nnapi")).Message.ShouldContain(file.Path);
    }

    private static OnnxBuilder Network(object batch) => new OnnxBuilder()
        .Input("x", F, batch, 3, 8, 8)
        .Initializer("w", [4, 3, 3, 3], new float[108]).Initializer("b", [4], new float[4])
        .Initializer("dense", [2, 4], new float[8])
        .Node("Conv", ["x", "w", "b"], ["c"], OnnxBuilder.Ints("pads", 1, 1, 1, 1))
        .Node("Relu", ["c"], ["r"])
        .Node("GlobalAveragePool", ["r"], ["p"])
        .Node("Constant", [], ["shape"], OnnxAttribute("value", OnnxBuilder.Tensor("t", [2], 1L, 4L)))
        .Node("Reshape", ["p", "shape"], ["flat"])
        .Node("Dropout", ["flat"], ["kept"])
        .Node("Gemm", ["kept", "dense"], ["g"], OnnxBuilder.Int("transB", 1))
        .Node("Softmax", ["g"], ["y"], OnnxBuilder.Int("axis", 1))
        .Output("y");

    private static ProtoWriter OnnxAttribute(string name, ProtoWriter tensor) =>
        new ProtoWriter().Text(1, name).Varint(20, 4).Message(5, tensor);

    private static void Expect(OnnxBuilder builder, string target, string? reason)
    {
        var report = Place(builder, target);
        report.Operators.ShouldBe(1);
        if (reason is null) report.Fallbacks.ShouldBeEmpty();
        else report.Fallbacks.ShouldHaveSingleItem().Reason.ShouldContain(reason);
    }

    private static PlacementReport Place(OnnxBuilder builder, string target)
    {
        using var file = new TemporaryFile(builder.Build(), ".onnx");
        return ModelFormats.Place(file.Path, target);
    }
}

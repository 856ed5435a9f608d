using Sartor.Core;
using Sartor.Formats.Onnx.Placement;
using Sartor.Formats.Placement;
using Sartor.Formats.TFLite.Placement;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Placement;

/// <summary>Each rule of the tables at its limit and one beyond.</summary>
public sealed class PlacementConstraintTests
{
    [Theory]
    [InlineData("rank-at-most 3", "2,3", null)]
    [InlineData("rank-at-most 3", "1,2,3", null)]
    [InlineData("rank-at-most 3", "1,1,2,3", "has rank 4, and the target takes at most 3")]
    [InlineData("rank-at-most 3", "?", null)]
    [InlineData("rank-between 3 4", "1,2", "has rank 2, and the target takes 3 to 4")]
    [InlineData("rank-between 3 4", "1,2,3", null)]
    [InlineData("rank-between 3 4", "1,2,3,4", null)]
    [InlineData("rank-between 3 4", "1,2,3,4,5", "has rank 5, and the target takes 3 to 4")]
    [InlineData("rank-between 4 4", "1,2,3", "has rank 3, and the target takes 4")]
    [InlineData("rank-between 3 4", "?", null)]
    [InlineData("batch-at-most 2", "2,9", null)]
    [InlineData("batch-at-most 2", "3,9", "has a batch of 3, and the target takes 2")]
    [InlineData("batch-at-most 2", "9", null)]
    [InlineData("batch-at-most 2", "", null)]
    [InlineData("batch-at-most 2", "?", null)]
    [InlineData("extent-at-most 8", "8,8", null)]
    [InlineData("extent-at-most 8", "9,8", "has an extent above 8")]
    [InlineData("extent-at-most 8", "8,9", "has an extent above 8")]
    [InlineData("extent-at-most 8", "?", null)]
    public void ShapeOfData_HasALimit(string rule, string extents, string? reason)
    {
        var (data, constant) = (Of("d", extents), Of("k", "9,9,9,9,9,9", isConstant: true));
        // It is the same for an input and for an output; a constant is no data.
        Check(rule, [data, null, constant], [Of("y", "?")]).ShouldBe(reason is null ? null : $"'d' {reason}");
        Check(rule, [constant], [data]).ShouldBe(reason is null ? null : $"'d' {reason}");
    }

    [Theory]
    [InlineData("input-extent-at-most 8", "8,8", null)]
    [InlineData("input-extent-at-most 8", "1,9", "has an extent above 8")]
    [InlineData("input-extent-at-most 8", "?", null)]
    [InlineData("input-rank-at-most 2", "9,9", null)]
    [InlineData("input-rank-at-most 2", "1,1,1", "has rank 3, and the target takes at most 2")]
    [InlineData("input-rank-at-most 2", "?", null)]
    public void ShapeOfInputs_HasALimitForConstantsToo(string rule, string extents, string? reason)
    {
        foreach (var isConstant in new[] { false, true })
            Check(rule, [null, Of("i", extents, isConstant)], []).ShouldBe(reason is null ? null : $"'i' {reason}");
        Check(rule, [], [Of("y", "9,9,9")]).ShouldBeNull();
    }

    [Theory]
    [InlineData("input-rank-at-least 1 2", "1", "'b' has rank 1, and the target takes 2 and more")]
    [InlineData("input-rank-at-least 1 2", "1,1", null)]
    [InlineData("input-rank-at-least 1 2", "?", null)]
    [InlineData("input-rank-at-least 0 1", "", null)]
    [InlineData("input-rank-at-least 2 1", "", null)]
    public void RankOfAnInput_HasALeastValue(string rule, string extents, string? reason) =>
        Check(rule, [Of("a", "1"), Of("b", extents)], []).ShouldBe(reason);

    [Fact]
    public void OpenExtents_AreTold()
    {
        var open = new PlacedTensor("o", ElementType.Float32, [1, -1]) { IsOpen = true };
        const string reason = "'o' has an extent that is known only at run time";
        Check("static *", [Of("x", "1")], [open]).ShouldBe(reason);
        Check("static *", [open], []).ShouldBe(reason);
        Check("static *", [Of("x", "1")], [Of("y", "1")]).ShouldBeNull();
        Check("static-inputs *", [open], []).ShouldBe(reason);
        Check("static-inputs *", [Of("x", "1")], [open]).ShouldBeNull();
    }

    [Fact]
    public void UnknownShapesAndOtherFiles_AreTold()
    {
        Check("shaped *", [null, Of("x", "?")], []).ShouldBe("'x' has a shape that the file does not state and Sartor cannot infer");
        Check("shaped *", [Of("x", "")], [Of("y", "?")]).ShouldBeNull();
        var outside = new PlacedTensor("w", ElementType.Float32, [1]) { IsConstant = true, IsOutside = true };
        Check("inside *", [Of("x", "1"), outside], []).ShouldBe("'w' lies in another file than the network");
        Check("inside *", [Of("x", "1", true)], [outside]).ShouldBeNull();
    }

    [Fact]
    public void Constants_AreAskedForByNumber()
    {
        PlacedTensor x = Of("x", "1"), stored = Of("k", "1", true);
        Check("has-bias 1", [x, stored], []).ShouldBeNull();
        Check("has-bias 1", [x], []).ShouldBe("it has no bias");
        Check("has-bias 1", [x, null], []).ShouldBe("it has no bias");
        Check("constant 1 2", [x, stored, stored], []).ShouldBeNull();
        Check("constant 1 2", [x, stored, Of("c", "1")], []).ShouldBe("input 2 'c' is computed");
        Check("constant 1 2", [x, Of("b", "1"), Of("c", "1")], []).ShouldBe("input 1 'b' is computed");
        Check("constant 1 2", [x, null], []).ShouldBeNull();
        Check("constant-unless-element 1 int32", [x, Of("i", "1", element: ElementType.Int32)], []).ShouldBeNull();
        Check("constant-unless-element 1 int32", [x, Of("i", "1", element: ElementType.Int64)], []).ShouldBe("input 1 'i' is computed");
        Check("constant-unless-element 1 int32", [x], []).ShouldBeNull();
        Check("constant-unless transB 1 1", [x, x], [], ("transB", 1L)).ShouldBeNull();
        Check("constant-unless transB 1 1", [x, stored], []).ShouldBeNull();
        Check("constant-unless transB 1 1", [stored, x], [], ("transB", 0L)).ShouldBe("input 1 'x' is computed");
        Check("constant-unless transB 1 1", [stored, x], []).ShouldBe("input 1 'x' is computed");
    }

    [Fact]
    public void Elements_AreOfTheTypesOfTheRule()
    {
        var index = Of("i", "1", element: ElementType.Int64);
        Check("element 1 float32", [index, Of("x", "1")], []).ShouldBeNull();
        Check("element 1 float32", [Of("x", "1"), index], []).ShouldBe("'i' is int64, and the target takes float32");
        Check("element 0 float32 int64", [index], []).ShouldBeNull();
        Check("element 0 float32 bool", [index], []).ShouldBe("'i' is int64, and the target takes float32 or bool");
        Check("element 1 float32", [index], []).ShouldBeNull();
    }

    [Theory]
    [InlineData("ones 1", true, new double[] { 1, 1 }, null)]
    [InlineData("ones 1", true, new double[] { 1, 2 }, "'v' is not 1 along each axis")]
    [InlineData("ones 1", false, new double[] { 1, 1 }, "'v' is not 1 along each axis")]
    [InlineData("ones 1", true, null, "'v' is not 1 along each axis")]
    [InlineData("not-negative 1", true, new double[] { 0, 2 }, null)]
    [InlineData("not-negative 1", true, new double[] { 3, -1 }, "'v' has a negative element")]
    [InlineData("not-negative 1", false, new double[] { 3, -1 }, null)]
    [InlineData("not-negative 1", true, null, null)]
    public void Values_OfAConstantAreLookedAt(string rule, bool isConstant, double[]? values, string? reason)
    {
        var tensor = new PlacedTensor("v", ElementType.Int64, [2]) { IsConstant = isConstant, Values = () => values };
        Check(rule, [Of("x", "1"), tensor], []).ShouldBe(reason);
        Check(rule, [Of("x", "1")], []).ShouldBeNull();
    }

    [Theory]
    [InlineData("keeps-extents 0 1", "1,2,3", "1,2,9", null)]
    [InlineData("keeps-extents 0 1", "1,2,3", "1,3,3", "it changes axis 1")]
    [InlineData("keeps-extents 0 1", "1,2,3", "2,2,3", "it changes axis 0")]
    [InlineData("keeps-extents 0 1", "1", "1,3", null)]
    [InlineData("keeps-extents 0 1", "1,3", "1", null)]
    [InlineData("keeps-extents 0 1", "?", "2,3", null)]
    [InlineData("keeps-extents 0 1", "2,3", "?", null)]
    [InlineData("changes-last 2", "1,2,3,4", "1,2,9,9", null)]
    [InlineData("changes-last 2", "1,2,3,4", "1,3,3,4", "it changes axis 1")]
    [InlineData("changes-last 2", "1,2,3", "2,2,3", "it changes axis 0")]
    [InlineData("changes-last 2", "1", "5", null)]
    [InlineData("changes-last 2", "?", "5", null)]
    public void Extents_AreKept(string rule, string before, string after, string? reason) =>
        Check(rule, [Of("x", before)], [Of("y", after), Of("z", "7,7,7,7")])
            .ShouldBe(reason is null ? null : $"{reason}, and the target changes only the last two");

    [Theory]
    [InlineData("inputs 2 3", 1, "it has 1 inputs, and the target takes 2 to 3", "write those out that may be left out")]
    [InlineData("inputs 2 3", 2, null, "")]
    [InlineData("inputs 2 3", 3, null, "")]
    [InlineData("inputs 2 3", 4, "it has 4 inputs, and the target takes 2 to 3", "join them in several steps")]
    [InlineData("outputs 1 1", 0, "it has 0 outputs, and the target takes 1", "write those out that may be left out")]
    [InlineData("outputs 1 1", 1, null, "")]
    [InlineData("outputs 1 1", 2, "it has 2 outputs, and the target takes 1", "split in several steps")]
    public void Counts_AreLimited(string rule, int count, string? reason, string advice)
    {
        PlacedTensor[] tensors = [.. Enumerable.Range(0, count).Select(_ => Of("t", "1"))];
        var op = rule.StartsWith("inputs", StringComparison.Ordinal) ? Operator(tensors, []) : Operator([], tensors);
        var problem = PlacementConstraint.Parse($"t * {rule}").Problem(op);
        (problem?.Reason).ShouldBe(reason);
        (problem?.Advice ?? "").ShouldBe(advice);
    }

    [Theory]
    [InlineData("activation 0 1", null, null)]
    [InlineData("activation 0 1", 1L, null)]
    [InlineData("activation 0 1", 2L, "the activation RELU_N1_TO_1 is fused into it")]
    [InlineData("activation 0 1", 3L, "the activation RELU6 is fused into it")]
    [InlineData("activation 0 1", 5L, "the activation SIGN_BIT is fused into it")]
    [InlineData("activation 0 1", 6L, "the activation 6 is fused into it")]
    [InlineData("activation 0 1", -1L, "the activation -1 is fused into it")]
    [InlineData("activation 1", null, "the activation none is fused into it")]
    public void Activation_IsOneOfTheRule(string rule, long? code, string? reason) => Check(
        rule, [], [], code is { } number ? [("fused_activation_function", number)] : []).ShouldBe(reason);

    [Theory]
    [InlineData("version-at-least 20", null, null)]
    [InlineData("version-at-least 21", null, "it is of version 20, and the target takes 21 and later")]
    [InlineData("at-most stride 3", 3L, null)]
    [InlineData("at-most stride 3", 4L, "stride is 4, and the target takes at most 3")]
    [InlineData("at-most stride -1", null, null)]
    [InlineData("equals mode 0", null, null)]
    [InlineData("equals mode 0", 1L, "mode is 1, and the target takes 0")]
    [InlineData("equals mode 1 6", 6L, null)]
    [InlineData("equals mode 1 6", null, "mode is 0, and the target takes 1 or 6")]
    [InlineData("number alpha 1", null, null)]
    [InlineData("number alpha 1", 1f, null)]
    [InlineData("number alpha 1", 0.5f, "alpha is 0.5, and the target takes 1")]
    [InlineData("is mode near near far", null, null)]
    [InlineData("is mode near near far", "far", null)]
    [InlineData("is mode near far", null, "mode is near, and the target takes far")]
    [InlineData("is mode near near far", "cubic", "mode is cubic, and the target takes near or far")]
    [InlineData("without axes", null, null)]
    [InlineData("without axes", 0L, "it has axes, which the target does not take")]
    [InlineData("equals mode 0", "text", null)]
    public void Option_IsWithinTheRule(string rule, object? value, string? reason) =>
        Check(rule, [], [], value is null ? [] : [(rule.Split(' ')[1], value)]).ShouldBe(reason);

    [Theory]
    [InlineData("all dilations 1", null, null)]
    [InlineData("all dilations 1", new[] { 1L, 1 }, null)]
    [InlineData("all dilations 1", new[] { 1L, 3, 2 }, "dilations has 3, and the target takes 1")]
    [InlineData("all padding 0", new[] { 0L, 1 }, "padding has 1, and the target takes 0")]
    public void EachElementOfAList_IsThatOfTheRule(string rule, long[]? value, string? reason) =>
        Check(rule, [], [], value is null ? [] : [(rule.Split(' ')[1], EquatableArray.Create<long>(value))]).ShouldBe(reason);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("near", "floor", null)]
    [InlineData(null, "ceil", "round is ceil, and the target takes floor or down")]
    [InlineData("near", "ceil", "round is ceil, and the target takes floor or down")]
    [InlineData("far", "ceil", null)]
    public void TextOfAnotherText_IsAskedForThereAlone(string? mode, string? round, string? reason) => Check(
        "is-where mode near near round floor floor down", [], [],
        [.. new (string, object?)[] { ("mode", mode), ("round", round) }.Where(o => o.Item2 is not null).Select(o => (o.Item1, o.Item2!))])
        .ShouldBe(reason);

    [Theory]
    [InlineData(2L, new[] { 1L, 2 }, "4,2,3,3", true)]
    [InlineData(1L, new[] { 1L, 2 }, "4,2,3,3", false)]
    [InlineData(null, new[] { 1L, 2 }, "4,2,3,3", false)]
    [InlineData(2L, new[] { 1L, 1 }, "4,2,3,3", false)]
    [InlineData(2L, null, "4,2,3,3", false)]
    [InlineData(2L, new[] { 2L, 2 }, "4,1,3,3", false)]
    [InlineData(2L, new[] { 2L, 2 }, "?", false)]
    public void GroupsAndDilations_DoNotMeet(long? groups, long[]? dilations, string kernel, bool isTold)
    {
        var options = new List<(string, object)>();
        if (groups is { } g) options.Add(("group", g));
        if (dilations is not null) options.Add(("dilations", EquatableArray.Create<long>(dilations)));
        Check("undilated-groups *", [Of("x", "1"), Of("w", kernel)], [], [.. options])
            .ShouldBe(isTold ? "it has groups and dilations at once" : null);
    }

    [Fact]
    public void Line_SpeaksOfItsOperators()
    {
        PlacementConstraint.Parse("t ADD,OP outputs 1 1").Problem(Operator([], [])).ShouldNotBeNull();
        PlacementConstraint.Parse("t ADD,SUB outputs 1 1").Problem(Operator([], [])).ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => PlacementConstraint.Parse("t * nonsense 1").Problem(Operator([], [])));
    }

    [Fact]
    public void Letters_StandForArithmetic()
    {
        var table = TFLitePlacement.Table;
        (table.Takes("*", 'x'), table.Takes("fq", 'q'), table.Takes("fq", 'f'), table.Takes("fq", 'h')).ShouldBe((true, true, true, false));
        // int8 is a part of what q takes, and not the other way round.
        (table.Takes("q", 'i'), table.Takes("i", 'i'), table.Takes("i", 'q'), table.Takes("f", 'i')).ShouldBe((true, true, false, false));
        (table.Word('q'), table.Word('?'), OnnxPlacement.Table.Word('n')).ShouldBe(("int8 and uint8", "other types", "int32"));
        OnnxPlacement.Table.Takes("f", 'e').ShouldBeFalse();
        (OnnxPlacement.Table.Advice("fe"), OnnxPlacement.Table.Advice("us"))
            .ShouldBe(("let the operator work on float32", "quantize the network, or leave the operator out"));
        (table.Advice("f"), table.Advice("fq")).ShouldBe(("leave the operator in float32", "quantize the network to int8"));
    }

    /// <summary>What targets.txt and operators.tsv say, read off by hand.</summary>
    [Fact]
    public void Targets_AreThoseOfTheTables()
    {
        var (tflite, onnx) = (TFLitePlacement.Table.Targets, OnnxPlacement.Table.Targets);
        (tflite["gpu"].MostPartitions, tflite["nnapi"].MostPartitions, tflite["xnnpack"].MostPartitions).ShouldBe((1, 3, null));
        (tflite["edgetpu"].StopsAtFirst, tflite["gpu"].StopsAtFirst, tflite["gpu"].TakesByWaves).ShouldBe((true, false, false));
        (onnx["ort-nnapi"].TakesByWaves, onnx["ort-nnapi"].MostPartitions).ShouldBe((true, null));
        onnx["ort-nnapi"].StopsBehind.ShouldBe(["NonMaxSuppression"]);
        onnx["ort-nnapi"].NotAlone.ShouldBe(["Reshape", "Flatten", "Identity"]);
        onnx["ort-coreml"].NotAlone.ShouldBeEmpty();
        // A mark of the cell, that of the target, and one behind "=".
        (tflite["xnnpack"].Operators["ABS"], tflite["gpu"].Operators["ABS"], onnx["ort-nnapi"].Operators["Concat"], onnx["ort-coreml"]
            .Operators["Cast"]).ShouldBe(("f", "fqh", "fu", "l"));
        tflite["coreml"].Operators.ShouldNotContainKey("ABS");
        onnx["ort-coreml-mlprogram"].Operators["Cast"].ShouldBe("*");
    }

    private static string? Check(string rule, PlacedTensor?[] inputs, PlacedTensor[] outputs, params (string, object)[] options) =>
        PlacementConstraint.Parse($"t * {rule}").Problem(Operator(inputs, outputs, options))?.Reason;

    private static PlacedOperator Operator(PlacedTensor?[] inputs, PlacedTensor[] outputs, params (string Name, object Value)[] options) =>
        new(RawNode.Of("any", "OP", 20, options.ToDictionary(o => o.Name, o => o.Value)), "y", inputs, outputs, null);

    // Extents between commas; ? where not even the rank is known.
    private static PlacedTensor Of(string name, string extents, bool isConstant = false, ElementType element = ElementType.Float32) => new(
        name, element,
        extents == "?" ? null : [.. extents.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)])
    {
        IsConstant = isConstant,
    };
}

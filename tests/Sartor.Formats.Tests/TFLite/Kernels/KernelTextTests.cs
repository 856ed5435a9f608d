using Sartor.Core;
using Sartor.Formats.TFLite.Kernels;

namespace Sartor.Formats.Tests.TFLite.Kernels;

/// <summary>What is said of a row of a table, for each outcome and each kind of operand.</summary>
public sealed class KernelTextTests
{
    [Theory]
    [InlineData("ADD\t1-3\t*\tload\tload\tleft", "does not load versions 1 to 3 of ADD")]
    [InlineData("ADD\t2\t*\tload\tload\tleft", "does not load version 2 of ADD")]
    [InlineData("ADD\t1\tint16/t>int16/t\tload\tload\tleft", "does not load ADD of int16 (one scale) to int16 (one scale)")]
    [InlineData("ADD\t1\tint16/t>int16/t\tinvoke\tload\tleft",
        "loads ADD of int16 (one scale) to int16 (one scale) and does not execute it")]
    [InlineData("ADD\t1\tint16/t>int16/t\taborts\tload\tleft", "ends the process in ADD of int16 (one scale) to int16 (one scale)")]
    [InlineData("ADD\t1\tint16/t>int16/t\twrong\tload\tleft", "computes ADD of int16 (one scale) to int16 (one scale) wrongly")]
    [InlineData("ADD\t1\tint16/t>int16/t\tright\twrong\ttaken",
        "computes ADD of int16 (one scale) to int16 (one scale) wrongly with XNNPACK")]
    [InlineData("ADD\t1\tint16/t>int16/t\truns\taborts\ttaken",
        "ends the process in ADD of int16 (one scale) to int16 (one scale) with XNNPACK")]
    [InlineData("ADD\t1\tint16/t>int16/t\tright\tinvoke\ttaken",
        "loads ADD of int16 (one scale) to int16 (one scale) and does not execute it with XNNPACK")]
    [InlineData("ADD\t1\tint16/t>int16/t\tright\tload\ttaken", "does not load ADD of int16 (one scale) to int16 (one scale) with XNNPACK")]
    [InlineData("CONV_2D:grouped\t1-8\t*\tload\tload\tleft", "does not load versions 1 to 8 of grouped CONV_2D")]
    public void Problem_NamesWhatTheRuntimeDoes(string line, string expected)
    {
        var row = KernelRow.Parse(line);
        KernelText.Problem(Table(row), row, "int16/t>int16/t").ShouldBe($"runtime 2.9 {expected}");
    }

    /// <summary>A row that holds for every form speaks of the version: no other types would help.</summary>
    [Theory]
    [InlineData("CONV_2D:grouped\t1-8\t*\tload\tload\tleft", "float32>float32", "split it into one convolution for each group")]
    [InlineData("ADD\t5\t*\tload\tload\tleft", "float32>float32", "convert the model for an older runtime")]
    [InlineData("ADD\t5\t*\tload\tload\tleft", "int8/t,int8/c>int8/t", "convert the model for an older runtime")]
    [InlineData("ADD\t5\t*\tload\tload\tleft", "int64>int64", "convert the model for an older runtime")]
    [InlineData("ADD\t5\tint8/t,int8/c>int8/t\tload\tload\tleft", "int8/t,int8/c>int8/t",
        "quantize the weights of ADD with one scale for the tensor")]
    [InlineData("ADD\t5\tint8/t,int64>int8/t\tload\tload\tleft", "int8/t,int64>int8/t", "leave ADD in float32, between DEQUANTIZE")]
    [InlineData("ADD\t5\tint64>int64\tload\tload\tleft", "int64>int64", "compute it in int32 or float32 in the source")]
    [InlineData("ADD\t5\tint32>int32\tload\tload\tleft", "int32>int32", "compute it in float32 in the source")]
    public void Remedy_FollowsTheRowAndTheTypes(string line, string form, string expected)
    {
        var row = KernelRow.Parse(line);
        KernelText.Remedy(row, form).ShouldStartWith(expected);
        KernelText.Refusal(Table(row), row, form).ShouldBe($"{KernelText.Problem(Table(row), row, form)}; {KernelText.Remedy(row, form)}");
    }

    [Theory]
    [InlineData("float32>float32", "float32 to float32")]
    [InlineData("int8/t,int8/c,int32>int8/t", "int8 (one scale), int8 (a scale per channel), int32 to int8 (one scale)")]
    [InlineData("float32,-,float32>bool,int32", "float32, -, float32 to bool, int32")]
    public void Words_NameEachOperand(string form, string expected) => KernelText.Words(form).ShouldBe(expected);

    [Fact]
    public void Form_NamesEqualNeighboursOnceAndWhatIsLeftOutBetween()
    {
        KernelOperand reals = new(ElementType.Float32, null), bias = new(ElementType.Int32, QuantizationParameters.PerTensor(1, 0));
        KernelOperand tensor = new(ElementType.Int8, QuantizationParameters.PerTensor(1, 0));
        KernelOperand channels = new(ElementType.Int8, new QuantizationParameters([1, 2], [0, 0]));
        KernelOperand index = new(ElementType.Int64, QuantizationParameters.PerTensor(1, 0));

        KernelForm.Of([reals, reals], [reals]).ShouldBe("float32>float32");
        KernelForm.Of([tensor, tensor, channels, bias], [tensor]).ShouldBe("int8/t,int8/c,int32>int8/t");
        KernelForm.Of([index, new(ElementType.Int8, null)], [index, reals]).ShouldBe("int64,int8>int64,float32");
        KernelForm.Of([reals, null, reals, reals], [reals]).ShouldBe("float32,-,float32>float32");
        KernelForm.Of([null, null, reals], []).ShouldBe("-,float32>");
        KernelForm.Of([reals, null], [null]).ShouldBe("float32>");
        new KernelOperand(ElementType.Int16, QuantizationParameters.PerTensor(1, 0)).ToString().ShouldBe("int16/t");
    }

    [Theory]
    [InlineData("CONV_2D", new long[] { 1, 4, 4, 8 }, new long[] { 8, 1, 1, 2 }, "CONV_2D:grouped")]
    [InlineData("CONV_2D", new long[] { 1, 4, 4, 8 }, new long[] { 8, 1, 1, 8 }, "CONV_2D")]
    [InlineData("CONV_2D", new long[] { 1, 4, 4, 8 }, new long[] { 8, 1, 1, 9 }, "CONV_2D")]
    [InlineData("CONV_2D", new long[] { 1, 4, 4, 8 }, new long[] { 8, 1, 1, 0 }, "CONV_2D")]
    [InlineData("CONV_2D", new long[] { 1, 4, 4, 8 }, new long[] { 8, 1, 1, 1 }, "CONV_2D:grouped")]
    [InlineData("CONV_2D", new long[] { 4, 4, 8 }, new long[] { 8, 1, 1, 2 }, "CONV_2D")]
    [InlineData("CONV_2D", new long[] { 1, 4, 4, 8 }, new long[] { 8, 1, 2 }, "CONV_2D")]
    [InlineData("CONV_3D", new long[] { 1, 4, 4, 8 }, new long[] { 8, 1, 1, 2 }, "CONV_3D")]
    public void Name_TellsAGroupedConvolution(string type, long[] x, long[] kernel, string expected)
    {
        KernelName.Of(type, new Shape(x), new Shape(kernel)).ShouldBe(expected);
        KernelName.Of(type, new Shape(x), null).ShouldBe(type);
        KernelName.Of(type, new Shape(x)).ShouldBe(type);
        KernelName.Schema(expected).ShouldBe(type);
    }

    [Fact]
    public void Row_IsParsedWithItsVersions()
    {
        var row = KernelRow.Parse("ADD\t2-4\tfloat32>float32\tright\twrong\ttaken");
        row.ShouldBe(new KernelRow("ADD", 2, 4, "float32>float32", KernelOutcome.Right, KernelOutcome.Wrong, true));
        row.Worst.ShouldBe(KernelOutcome.Wrong);
        row = KernelRow.Parse("ADD\t7\t*\tload\tright\tleft");
        row.ShouldBe(new KernelRow("ADD", 7, 7, "*", KernelOutcome.RefusedAtLoad, KernelOutcome.Right, false));
        row.Worst.ShouldBe(KernelOutcome.RefusedAtLoad);
        KernelRow.Parse("ADD\t1\t*\truns\tinvoke\tleft").Worst.ShouldBe(KernelOutcome.RefusedAtInvoke);
        KernelRow.Parse("ADD\t1\t*\taborts\truns\tleft").Worst.ShouldBe(KernelOutcome.Aborts);
    }

    [Theory]
    [InlineData("ADD\t1\t*\tright\tright\tgone")]
    [InlineData("ADD\t1\t*\tright\tright")]
    [InlineData("ADD\t1\t*\tperfect\tright\tleft")]
    [InlineData("ADD\t1\t*\tright\tperfect\tleft")]
    public void Line_ThatIsNoRow_IsRefused(string line) => Should.Throw<FormatException>(() => KernelRow.Parse(line));

    [Fact]
    public void Row_IsFoundByFormAndVersion()
    {
        var table = Table(
            KernelRow.Parse("ADD\t1-2\tfloat32>float32\tright\tright\ttaken"),
            KernelRow.Parse("ADD\t3\tfloat32>float32\twrong\tright\tleft"),
            KernelRow.Parse("ADD\t5-6\t*\tload\tload\tleft"));
        table.Find("ADD", 1, "float32>float32")!.Builtin.ShouldBe(KernelOutcome.Right);
        table.Find("ADD", 2, "float32>float32")!.Builtin.ShouldBe(KernelOutcome.Right);
        table.Find("ADD", 3, "float32>float32")!.Builtin.ShouldBe(KernelOutcome.Wrong);
        table.Find("ADD", 5, "int8>int8")!.Form.ShouldBe("*");
        table.Find("ADD", 6, "float32>float32")!.Form.ShouldBe("*");
        foreach (var (version, form) in new[] { (0L, "float32>float32"), (4L, "float32>float32"), (7L, "*"), (1L, "int8>int8") })
            table.Find("ADD", version, form).ShouldBeNull();
    }

    [Fact]
    public void Tables_AreThoseOfTheRuntimes()
    {
        KernelTable.Of(null).ShouldBeSameAs(KernelTable.Shipped);
        (KernelTable.Shipped.Runtime, KernelTable.Of("litert").Runtime).ShouldBe(("2.9", "LiteRT 2.5"));
        KernelTable.Of("litert").Rows.Count.ShouldBeGreaterThan(1000);
        Should.Throw<OptionException>(() => KernelTable.Of("onnx")).Message
            .ShouldContain("unknown runtime 'onnx'; choose from tflite, litert");
    }

    [Theory]
    [InlineData(3, "Node 'n0', 'n1', 'n2': runtime 2.9 computes ADD of float32 to float32 wrongly, so the file gives other results")]
    [InlineData(4, "Node 'n0', 'n1', 'n2' and 1 more: runtime 2.9 computes ADD")]
    public void Report_NamesThreeNodes(int count, string expected)
    {
        var report = new KernelReport(Table(
            KernelRow.Parse("ADD\t1\tfloat32>float32\twrong\tright\tleft"), KernelRow.Parse("ADD\t1\tint32>int32\taborts\tright\tleft"),
            KernelRow.Parse("ADD\t1\tbool>bool\tright\tright\tleft")));
        for (var i = 0; i < count; i++) report.Add("ADD", 1, $"n{i}", [new(ElementType.Float32, null)], [new(ElementType.Float32, null)]);
        report.Add("ADD", 1, "m", [new(ElementType.Int32, null)], [new(ElementType.Int32, null)]);
        report.Add("ADD", 1, "sound", [new(ElementType.Bool, null)], [new(ElementType.Bool, null)]);
        report.Add("ADD", 2, "unknown", [new(ElementType.Bool, null)], [new(ElementType.Bool, null)]);

        Diagnostic[] found = [.. report.Diagnostics()];

        found.Select(d => d.Code).ShouldBe([RuntimeFault.Wrong, RuntimeFault.Aborts]);
        found[0].Message.ShouldStartWith(expected);
        found[1].Message.ShouldStartWith("Node 'm': runtime 2.9 ends the process in ADD of int32 to int32; compute it in float32");
    }

    private static KernelTable Table(params KernelRow[] rows) => new("2.9", "", rows);
}

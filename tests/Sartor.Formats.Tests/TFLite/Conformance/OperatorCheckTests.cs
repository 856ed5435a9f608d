using Sartor.Core;
using Sartor.Formats.TFLite.Conformance;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite.Conformance;

/// <summary>The rules of TFLite's 8-bit quantization specification at their limits, each on tensors made by hand.</summary>
public sealed class OperatorCheckTests
{
    private const ElementType Int8 = ElementType.Int8, UInt8 = ElementType.UInt8, Int16 = ElementType.Int16, Real = ElementType.Float32;

    /// <summary>What the specification gives the output: [0,1) in 256 steps, [−1,1) in 256, (−16,0] in 256; int16 in 32768.</summary>
    [Theory]
    [InlineData("LOGISTIC", Int8, 1 / 256f, -128)]
    [InlineData("SOFTMAX", Int8, 1 / 256f, -128)]
    [InlineData("LOGISTIC", UInt8, 1 / 256f, 0)]
    [InlineData("LOGISTIC", Int16, 1 / 32768f, 0)]
    [InlineData("TANH", Int8, 1 / 128f, 0)]
    [InlineData("L2_NORMALIZATION", UInt8, 1 / 128f, 128)]
    [InlineData("TANH", Int16, 1 / 32768f, 0)]
    [InlineData("LOG_SOFTMAX", Int8, 16 / 256f, 127)]
    [InlineData("LOG_SOFTMAX", UInt8, 16 / 256f, 255)]
    [InlineData("LOG_SOFTMAX", Int16, 16 / 32768f, 0)]
    public void FixedOutput_HasItsParametersToRounding(string type, ElementType element, float scale, long zeroPoint)
    {
        var x = Of("x", 0.5f, 0, element);
        foreach (var factor in new[] { 1, 1 + 5e-6f, 1 - 5e-6f })
            Check(type, [x], Of("y", scale * factor, zeroPoint, element)).ShouldBeEmpty();
        CheckedTensor[] wrong =
            [Of("y", scale * (1 + 3e-5f), zeroPoint, element), Of("y", scale, zeroPoint + (zeroPoint <= 0 ? 1 : -1), element)];
        // Of int16 every zero point but 0 is told as such.
        foreach (var output in wrong.Take(element == Int16 ? 1 : 2))
        {
            var finding = Check(type, [x], output).ShouldHaveSingleItem();
            (finding.Code, finding.Tensor).ShouldBe((ConformanceCode.FixedOutput, "y"));
            finding.Expected.ShouldBe(CheckedTensor.Words(scale, zeroPoint));
        }
    }

    [Fact]
    public void RealOutput_HasNoFixedParameters() =>
        Check("LOGISTIC", [Of("x", 0.5f, 0)], new CheckedTensor("y", Real, [4], [], [], 0, default)).ShouldBeEmpty();

    /// <summary>What moves elements takes integers that stand for nothing, and so does what compares them.</summary>
    [Theory]
    [InlineData("RESHAPE", "")]
    [InlineData("MAX_POOL_2D", "")]
    [InlineData("CONCATENATION", "")]
    [InlineData("ARG_MAX", "")]
    [InlineData("ARG_MIN", "")]
    [InlineData("AVERAGE_POOL_2D", "x y")]
    [InlineData("RESIZE_BILINEAR", "x y")]
    [InlineData("ADD", "x y")]
    [InlineData("LOGISTIC", "x y")]
    [InlineData("MUL", "x y")]
    public void IntegersWithoutAScale_AreToldWhereTheOperatorComputes(string type, string tensors)
    {
        var findings = Check(type, [Bare("x")], Bare("y"));
        findings.ShouldAllBe(f => f.Code == ConformanceCode.NotQuantized && f.Value == "int8 without a scale");
        string.Join(' ', findings.Select(f => f.Tensor)).ShouldBe(tensors);
        string.Join(' ', Check(type, [Of("x", 0.5f, 0)], Bare("y")).Select(f => f.Tensor)).ShouldBe(tensors.Length > 0 ? "y" : "");
    }

    [Fact]
    public void SeveralScales_AreToldOfActivations()
    {
        var x = new CheckedTensor("x", Int8, [1, 2], [0.5f, 0.25f], [0, 0], 1, default);
        var finding = Check("MAX_POOL_2D", [x], Of("y", 0.5f, 0)).ShouldHaveSingleItem();
        (finding.Code, finding.Tensor, finding.Value).ShouldBe((ConformanceCode.PerAxisActivation, "x", "2 scales"));
        Check("MUL", [Of("a", 1, 0)], x).ShouldHaveSingleItem().Code.ShouldBe(ConformanceCode.PerAxisActivation);
    }

    /// <summary>The output decides; of several outputs the first that is quantised.</summary>
    [Theory]
    [InlineData("RESHAPE", Int8, 0.5f, 0, "")]
    [InlineData("RESHAPE", Int8, 0.5f * (1 + 5e-6f), 0, "")]
    [InlineData("RESHAPE", Int8, 0.5f * (1 + 3e-5f), 0, "x")]
    [InlineData("RESHAPE", Int8, 0.5f, 1, "x")]
    [InlineData("RESHAPE", UInt8, 0.25f, 0, "x")]
    [InlineData("CONCATENATION", Int8, 0.25f, 0, "x")]
    [InlineData("CONCATENATION", UInt8, 0.25f, 0, "")]
    public void SharedParameters_AreThoseOfTheOutput(string type, ElementType element, float scale, long zeroPoint, string tensors)
    {
        var findings = Check(type, [Of("x", scale, zeroPoint, element)], Of("y", 0.5f, 0, element));
        findings.ShouldAllBe(f => f.Code == ConformanceCode.SharedScale && f.Expected.EndsWith("as 'y' has it"));
        string.Join(' ', findings.Select(f => f.Tensor)).ShouldBe(tensors);
    }

    [Fact]
    public void SharedParameters_OfSeveralOutputs_AreThoseOfTheFirst()
    {
        Check("SPLIT", [null, Of("x", 0.5f, 0)], Of("a", 0.5f, 0), Of("b", 0.25f, 0)).Select(f => f.Tensor).ShouldBe(["b"]);
        Check("SPLIT", [Of("x", 0.5f, 0), Of("z", 0.5f, 0, Int16)], Bare("a"), Of("b", 0.25f, 0)).Select(f => f.Tensor).ShouldBe(["x"]);
        Check("MAXIMUM", [Of("x", 0.5f, 0), Of("z", 0.25f, 0)], Bare("a")).Select(f => f.Tensor).ShouldBe(["z"]);
        // The shape of a Reshape may have parameters, which nobody reads.
        Check("RESHAPE", [Of("x", 0.5f, 0), Of("shape", 3, 0, ElementType.Int32)], Of("y", 0.5f, 0)).ShouldBeEmpty();
    }

    /// <summary>The kernel's multiplier is 2 · max(scales) / (2^20 · output scale) and has to stay below 1 (add.cc).</summary>
    [Theory]
    [InlineData(1.0 / (1 << 19), Int8, true)]
    [InlineData(1.001 / (1 << 19), Int8, false)]
    [InlineData(1.0 / (1 << 20), UInt8, true)]
    [InlineData(1.0 / (1 << 20), Int16, false)]
    public void ScaleOfASum_HasALeastValue(double scale, ElementType element, bool isTold)
    {
        CheckedTensor?[] inputs = [Of("a", 0.25f, 0, element), null, Of("b", 1, 0, element), Of("c", 0.5f, 0, element)];
        var findings = Check("ADD", inputs, Of("y", (float)scale, 0, element));
        findings.Count.ShouldBe(isTold ? 1 : 0);
        findings.ShouldAllBe(f => f.Code == ConformanceCode.SumScale && f.Tensor == "y" && f.Value.EndsWith("for 'b' of scale 1"));
    }

    [Fact]
    public void SumWithReals_HasNoScaleToCompare()
    {
        var real = new CheckedTensor("r", Real, [4], [], [], 0, default);
        Check("ADD", [real, real], Of("y", 1e-9f, 0)).ShouldBeEmpty();
        Check("SUB", [Of("x", 1, 0), real], real).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Int8, -128, "")]
    [InlineData(Int8, 127, "")]
    [InlineData(Int8, -129, "zero-point-range")]
    [InlineData(Int8, 128, "zero-point-range")]
    [InlineData(UInt8, 0, "")]
    [InlineData(UInt8, 255, "")]
    [InlineData(UInt8, -1, "zero-point-range")]
    [InlineData(UInt8, 256, "zero-point-range")]
    [InlineData(Int16, 0, "")]
    [InlineData(Int16, -32768, "zero-point")]
    [InlineData(Int16, 32767, "zero-point")]
    [InlineData(Int16, -32769, "zero-point-range")]
    [InlineData(Int16, 32768, "zero-point-range")]
    [InlineData(ElementType.Int32, int.MinValue, "")]
    [InlineData(ElementType.Int32, int.MaxValue, "")]
    [InlineData(ElementType.Int32, int.MinValue - 1L, "zero-point-range")]
    [InlineData(ElementType.Int32, int.MaxValue + 1L, "zero-point-range")]
    public void ZeroPoint_LiesInItsType(ElementType element, long zeroPoint, string code)
    {
        var findings = Tensor(Of("x", 0.5f, zeroPoint, element));
        string.Join(' ', findings.Select(f => f.Code)).ShouldBe(code);
        findings.ShouldAllBe(f => f.Value == $"zero point {zeroPoint}");
    }

    [Theory]
    [InlineData(new[] { 1f, float.NaN }, "scale NaN")]
    [InlineData(new[] { float.PositiveInfinity }, "scale Infinity")]
    [InlineData(new[] { 1f, -2 }, "scale -2")]
    [InlineData(new[] { 0f, 1 }, "scale 0")]
    [InlineData(new[] { 1f, 0 }, "scale 0")]
    [InlineData(new[] { float.Epsilon, 1 }, null)]
    [InlineData(new[] { 0f }, null)]
    [InlineData(new float[0], null)]
    public void Scale_IsFiniteAndAboveZero(float[] scales, string? value)
    {
        var findings = Tensor(new CheckedTensor("x", Int8, [scales.Length], scales, [0], 0, default));
        findings.Select(f => (f.Code, f.Value)).ShouldBe(value is null ? [] : [(ConformanceCode.Scale, value)]);
        Tensor(new CheckedTensor("x", Real, [1], scales, [9999], 0, default)).ShouldBeEmpty();
    }

    /// <summary>A vector has one axis, so whatever a writer states as its axis is that one.</summary>
    [Theory]
    [InlineData(new[] { 3, 2 }, 0, 3, true)]
    [InlineData(new[] { 3, 2 }, 1, 3, false)]
    [InlineData(new[] { 2, 3 }, 1, 3, true)]
    [InlineData(new[] { 3, 3 }, 2, 3, false)]
    [InlineData(new[] { 3, 3 }, -1, 3, false)]
    [InlineData(new[] { 3 }, 3, 3, true)]
    [InlineData(new[] { 4 }, 0, 3, false)]
    [InlineData(new[] { 3, 1 }, 1, 3, false)]
    [InlineData(new[] { 4, 4 }, 9, 1, true)]
    public void Scales_AreAsManyAsTheirAxisIsLong(int[] extents, int axis, int count, bool isSound)
    {
        var scales = Enumerable.Repeat(0.5f, count).ToArray();
        var findings = Tensor(new CheckedTensor("x", Int8, extents, scales, [], axis, default));
        if (isSound) findings.ShouldBeEmpty();
        else findings.ShouldHaveSingleItem().Value.ShouldBe($"{count} scales along axis {axis} of [{string.Join(',', extents)}]");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    public void ZeroPoints_AreNoneOneOrAsManyAsScales(int count, bool isSound)
    {
        var findings = Tensor(new CheckedTensor("x", Int8, [3], [1, 2, 3], new long[count], 0, default));
        if (isSound) findings.ShouldBeEmpty();
        else findings.ShouldHaveSingleItem().Value.ShouldBe($"3 scales and {count} zero points");
    }

    [Fact]
    public void ZeroPoint_OfAnIndex_IsTheOneThatThereIs()
    {
        CheckedTensor With(params long[] zeroPoints) => new("x", Int8, [3], [1, 2, 3], zeroPoints, 0, default);
        With().ZeroPoint(1).ShouldBe(0);
        With(5).ZeroPoint(2).ShouldBe(5);
        With(5, 6).ZeroPoint(0).ShouldBe(5);
        With(5, 6).ZeroPoint(1).ShouldBe(6);
        With(5, 6).ZeroPoint(2).ShouldBe(0);
        (With().IsQuantized, Bare("x").IsQuantized).ShouldBe((true, false));
        new CheckedTensor("x", Int8, [2], [0, 0], [], 0, default).IsQuantized.ShouldBeTrue();
        (With().IsPerAxis, Of("x", 1, 0).IsPerAxis).ShouldBe((true, false));
    }

    [Fact]
    public void Findings_NameATensorOnceForEachCode()
    {
        var findings = new Findings();
        CheckedTensor x = Of("x", 1, 0), y = Of("y", 1, 0);
        foreach (var tensor in new[] { x, x, y }) findings.Add(ConformanceCode.ZeroPoint, tensor, "", "", "");
        findings.All.Select(f => f.Tensor).ShouldBe(["x", "y"]);
        findings.IsBroken(x).ShouldBeFalse();
        findings.Add(ConformanceCode.Scale, x, "", "", "");
        (findings.IsBroken(x), findings.IsBroken(y), findings.All.Count).ShouldBe((true, false, 3));
    }

    [Fact]
    public void Operator_WithoutOutputs_IsNamedByItsNumber()
    {
        new CheckedOperator(RawNode.Of("tflite", "ADD", 1), 3, [], []).Name.ShouldBe("ADD_3");
        new CheckedOperator(RawNode.Of("tflite", "ADD", 1), 3, [Of("x", 1, 0)], [Of("y", 1, 0), Of("z", 1, 0)]).Name.ShouldBe("y");
    }

    [Theory]
    [InlineData(new[] { -1, 4, 4, 8 }, 2, "CONV_2D:grouped")]
    [InlineData(new[] { 1, 4, 4, -1 }, 2, "CONV_2D")]
    [InlineData(new[] { 1, 4, 4, 0 }, 1, "CONV_2D")]
    public void KernelName_TakesOpenExtentsAs1(int[] extents, int channels, string expected)
    {
        CheckedTensor Of(string name, int[] shape) => new(name, Real, shape, [], [], 0, default);
        var op = new CheckedOperator(
            RawNode.Of("tflite", "CONV_2D", 1), 0, [Of("x", extents), Of("w", [8, 1, 1, channels]), null], [Of("y", [1, 4, 4, 8])]);
        op.KernelName.ShouldBe(expected);
        op.Form.ShouldBe("float32>float32");
    }

    private static CheckedTensor Of(string name, float scale, long zeroPoint, ElementType element = Int8) =>
        new(name, element, [1, 4], [scale], [zeroPoint], 0, default);

    private static CheckedTensor Bare(string name) => new(name, Int8, [1, 4], [0], [], 0, default);

    private static IReadOnlyList<ConformanceFinding> Tensor(CheckedTensor tensor)
    {
        var findings = new Findings();
        TensorCheck.Run(tensor, findings);
        return findings.All;
    }

    private static IReadOnlyList<ConformanceFinding> Check(string type, CheckedTensor?[] inputs, params CheckedTensor[] outputs)
    {
        var findings = new Findings();
        findings.Begin(new CheckedOperator(RawNode.Of("tflite", type, 1), 0, inputs, outputs));
        foreach (var tensor in inputs.OfType<CheckedTensor>().Concat(outputs)) TensorCheck.Run(tensor, findings);
        new OperatorCheck(ConformanceRule.Find(type)!, inputs, outputs, findings).Run();
        return findings.All;
    }
}

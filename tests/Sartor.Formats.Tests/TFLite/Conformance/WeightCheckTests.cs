using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Formats.TFLite.Conformance;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite.Conformance;

/// <summary>Weights and biases of TFLite's 8-bit quantization specification, clause by clause.</summary>
public sealed class WeightCheckTests
{
    private const ElementType Int8 = ElementType.Int8, Real = ElementType.Float32;

    private static readonly CheckedTensor s_x = Of("x", Int8, [1, 1, 1, 2], [0.5f]);
    private static readonly CheckedTensor s_weights = Of("w", Int8, [2, 1, 1, 2], [0.25f, 0.5f]);
    private static readonly CheckedTensor s_bias = Of("b", ElementType.Int32, [2], [0.125f, 0.25f]);
    private static readonly CheckedTensor s_y = Of("y", Int8, [1, 1, 1, 2], [0.1f]);
    private static readonly CheckedTensor s_reals = Of("r", Real, [1, 1, 1, 2], []);

    [Fact]
    public void SoundOperators_HaveNoFinding()
    {
        Check([s_x, s_weights, s_bias], s_y).ShouldBeEmpty();
        Check([s_x, s_weights], s_y).ShouldBeEmpty();
        Check([s_x, s_weights, null], s_y).ShouldBeEmpty();
        // Hybrid, with float weights, and cut short.
        Check([s_reals, s_weights, s_reals], s_reals).ShouldBeEmpty();
        Check([Of("x", Int8, [1, 1, 1, 2], []), s_reals, s_bias], s_y).ShouldBeEmpty();
        Check([s_x], s_y).ShouldBeEmpty();
        Check([null, s_weights, s_bias], s_y).ShouldBeEmpty();
        Check([s_x, s_weights, s_reals], s_y).ShouldBeEmpty();
    }

    [Fact]
    public void TensorsWithoutAScale_AreTold()
    {
        Told(Check([Of("x", Int8, [1, 1, 1, 2], []), s_weights, s_bias], s_y)).ShouldBe("not-quantized x");
        Told(Check([s_x, Of("w", Int8, [2, 1, 1, 2], []), s_bias], s_y)).ShouldBe("not-quantized w");
        Told(Check([s_x, s_weights, s_bias], Of("y", Int8, [1, 1, 1, 2], []))).ShouldBe("not-quantized y");
        Told(Check([s_reals, Of("w", Int8, [2, 1, 1, 2], []), s_reals], s_reals)).ShouldBe("not-quantized w");
    }

    [Fact]
    public void ActivationsOfSeveralScales_AreTold()
    {
        var several = Of("x", Int8, [1, 1, 1, 2], [0.5f, 0.5f], axis: 3);
        Told(Check([several, s_weights, s_bias], s_y)).ShouldBe("per-axis-activation x");
        Told(Check([s_x, s_weights, s_bias], several with { Name = "y" })).ShouldBe("per-axis-activation y");
    }

    [Fact]
    public void Weights_HaveScalesAlongTheirOutputChannels()
    {
        var along = Of("w", Int8, [2, 1, 1, 2], [0.25f, 0.5f], axis: 3);
        Told(Check([s_x, along, s_bias], s_y)).ShouldBe("quantized-dimension w");
        Told(Check([s_x, Of("w", Int8, [2, 1, 1, 2], [0.25f], axis: 3), Of("b", ElementType.Int32, [2], [0.125f])], s_y)).ShouldBe("");
    }

    [Theory]
    [InlineData(Int8, new long[] { 0, 5 }, "zero point 5")]
    [InlineData(Int8, new long[] { 0, 0 }, null)]
    [InlineData(ElementType.UInt8, new long[] { 128, 3 }, null)]
    public void ZeroPointsOfInt8Weights_AreZero(ElementType element, long[] zeroPoints, string? value)
    {
        var findings = Check([s_x, s_weights with { Element = element, ZeroPoints = zeroPoints }, s_bias], s_y);
        findings.Select(f => (f.Code, f.Value)).ShouldBe(value is null ? [] : [(ConformanceCode.ZeroPoint, value)]);
    }

    [Theory]
    [InlineData(Int8, new sbyte[] { -127, 127, 0, 1 }, null)]
    [InlineData(Int8, new sbyte[] { -127, 127, -128, 1 }, "-128 in 1 of 4 weights")]
    [InlineData(Int8, new sbyte[] { -128, 127, -128, 1 }, "-128 in 2 of 4 weights")]
    [InlineData(ElementType.UInt8, new sbyte[] { -128, 127, -128, 1 }, null)]
    public void Int8Weights_AreSymmetric(ElementType element, sbyte[] data, string? value)
    {
        var weights = s_weights with { Element = element, Data = MemoryMarshal.AsBytes(data.AsSpan()).ToArray() };
        Check([s_x, weights, s_bias], s_y).Select(f => (f.Code, f.Value))
            .ShouldBe(value is null ? [] : [(ConformanceCode.WeightRange, value)]);
        // Of weights whose scales are of no use nothing else is said.
        Told(Check([s_x, weights with { Scales = [0.25f, float.NaN], Dimension = 3, ZeroPoints = [9] }, s_bias], s_y)).ShouldBe("scale w");
    }

    /// <summary>One step of a bias is the product of the input's and the weights' scale: 0.5 · 0.25 and 0.5 · 0.5.</summary>
    [Theory]
    [InlineData(new[] { 0.125f, 0.25f }, null, null)]
    [InlineData(new[] { 0.125f * 1.0005f, 0.25f }, null, null)]
    [InlineData(new[] { 0.125f * 1.002f, 0.25f }, "scale 0.12525 of channel 0", "scale 0.125: 0.5 of 'x' times 0.25 of 'w'")]
    [InlineData(new[] { 0.125f, 0.125f }, "scale 0.125 of channel 1", "scale 0.25: 0.5 of 'x' times 0.5 of 'w'")]
    [InlineData(new[] { 0.125f }, "scale 0.125 of channel 1", "scale 0.25: 0.5 of 'x' times 0.5 of 'w'")]
    [InlineData(new[] { 0.125f, 0.25f, 0.3f }, "scale 0.3 of channel 2", "scale 0.25: 0.5 of 'x' times 0.5 of 'w'")]
    [InlineData(new float[0], "int32 without a scale", "scale 0.125: 0.5 of 'x' times 0.25 of 'w'")]
    public void Bias_IsInStepsOfTheProduct(float[] scales, string? value, string? expected)
    {
        var bias = Of("b", ElementType.Int32, [Math.Max(2, scales.Length)], scales);
        Check([s_x, s_weights, bias], s_y).Select(f => (f.Code, f.Value, f.Expected))
            .ShouldBe(value is null ? [] : [(ConformanceCode.BiasScale, value, expected!)]);
    }

    [Fact]
    public void Bias_OfOneScale_IsComparedWithEachChannel()
    {
        var equal = Of("w", Int8, [2, 1, 1, 2], [0.25f, 0.25f]);
        var one = Of("w", Int8, [2, 1, 1, 2], [0.25f]);
        var bias = Of("b", ElementType.Int32, [2], [0.125f]);
        Check([s_x, equal, bias], s_y).ShouldBeEmpty();
        Check([s_x, one, bias], s_y).ShouldBeEmpty();
        Check([s_x, one, Of("b", ElementType.Int32, [2], [0.125f, 0.125f])], s_y).ShouldBeEmpty();
        Check([s_x, one, Of("b", ElementType.Int32, [2], [0.5f])], s_y).ShouldHaveSingleItem().Value.ShouldBe("scale 0.5");
        var three = Of("w", Int8, [3, 1, 1, 2], [0.25f, 0.5f, 1]);
        Check([s_x, three, s_bias], s_y).ShouldHaveSingleItem().Value.ShouldBe("scale NaN of channel 2");
    }

    [Fact]
    public void ZeroPointOfABias_IsZero()
    {
        var finding = Check([s_x, s_weights, s_bias with { ZeroPoints = [0, 7] }], s_y).ShouldHaveSingleItem();
        (finding.Code, finding.Value).ShouldBe((ConformanceCode.BiasZeroPoint, "zero point 7"));
    }

    /// <summary>What is broken is told once, and nothing is compared with it.</summary>
    [Fact]
    public void BrokenTensor_IsNotComparedWith()
    {
        Told(Check([s_x with { Scales = [float.NaN] }, s_weights, s_bias], s_y)).ShouldBe("scale x");
        Told(Check([s_x, s_weights, s_bias with { Scales = [-1, 0.25f] }], s_y)).ShouldBe("scale b");
    }

    private static string Told(IEnumerable<ConformanceFinding> findings) => string.Join(' ', findings.Select(f => $"{f.Code} {f.Tensor}"));

    private static CheckedTensor Of(string name, ElementType element, int[] extents, float[] scales, int axis = 0) =>
        new(name, element, extents, scales, [], axis, default);

    private static IReadOnlyList<ConformanceFinding> Check(CheckedTensor?[] inputs, CheckedTensor output)
    {
        var findings = new Findings();
        findings.Begin(new CheckedOperator(RawNode.Of("tflite", "CONV_2D", 1), 0, inputs, [output]));
        foreach (var tensor in inputs.OfType<CheckedTensor>().Append(output)) TensorCheck.Run(tensor, findings);
        new OperatorCheck(ConformanceRule.Find("CONV_2D")!, inputs, [output], findings).Run();
        return findings.All;
    }
}

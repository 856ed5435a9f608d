using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.Tests.TFLite.Conformance;

/// <summary>
/// Both kinds of error of the checker, counted: a spoiled file gets the finding of what was spoiled and no other, and a sound file gets
/// none. The rules are those of TFLite's 8-bit quantization specification.
/// </summary>
public sealed class TFLiteConformanceTests
{
    private static readonly Dictionary<string, (string Code, string? Tensor, Action<Int8File> Spoil)> s_spoiled = new()
    {
        ["NaN as scale"] = (ConformanceCode.Scale, "conv", f => f.Set("conv", Int8File.Of(float.NaN, 3))),
        ["infinite scale"] = (ConformanceCode.Scale, "product", f => f.Set("product", Int8File.Of(float.PositiveInfinity, 0))),
        ["negative scale"] = (ConformanceCode.Scale, "sum", f => f.Set("sum", Int8File.Of(-0.06f, 4))),
        ["scale 0 of one channel"] = (ConformanceCode.Scale, "conv/weights", f => f.Change("conv/weights", 2, _ => 0, z => z)),
        ["zero point beyond int8"] = (ConformanceCode.ZeroPointRange, "conv", f => f.Set("conv", Int8File.Of(0.1f, 200))),
        ["zero point below int8"] = (ConformanceCode.ZeroPointRange, "product", f => f.Set("product", Int8File.Of(0.03f, -129))),
        ["zero point of weights"] = (ConformanceCode.ZeroPoint, "dense/weights", f => f.Set("dense/weights", Int8File.Of(0.01f, 3))),
        ["zero point of one channel"] = (ConformanceCode.ZeroPoint, "conv/weights", f => f.Change("conv/weights", 1, s => s, _ => 1)),
        ["fewer scales than channels"] = (ConformanceCode.ScaleCount, "conv/weights", f => f.Set(
            "conv/weights", new QuantizationParameters([0.01f, 0.02f, 0.03f], [0, 0, 0], 0))),
        ["scales along the input channels"] = (ConformanceCode.QuantizedDimension, "conv/weights", f => f.Set(
            "conv/weights", f["conv/weights"].Quantization! with { Axis = 3 })),
        ["a weight of -128"] = (ConformanceCode.WeightRange, "dense/weights", f => f.Replace(
            "dense/weights", Tensor.Create(new Shape(3, 8), [sbyte.MinValue, .. new sbyte[23]]))),
        ["scale of the bias"] = (ConformanceCode.BiasScale, "dense/bias", f => f.Set("dense/bias", Int8File.Of(0.001f, 0))),
        ["scale of the bias of one channel"] = (ConformanceCode.BiasScale, "depthwise/bias", f => f.Change(
            "depthwise/bias", 3, s => s * 1.5f, z => z)),
        ["bias without a scale"] = (ConformanceCode.BiasScale, "conv/bias", f => f.Set("conv/bias", null)),
        ["zero point of the bias"] = (ConformanceCode.BiasZeroPoint, "dense/bias", f => f.Change("dense/bias", 0, s => s, _ => 5)),
        ["scale of a pool"] = (ConformanceCode.SharedScale, "x", f => f.Set("pool", Int8File.Of(0.06f, -10))),
        ["zero point of a reshape"] = (ConformanceCode.SharedScale, "x", f => f.Set("shaped", Int8File.Of(0.05f, -9))),
        ["scale of a pad"] = (ConformanceCode.SharedScale, "x", f => f.Set("padded", Int8File.Of(0.04f, -10))),
        ["one input of a concatenation"] = (ConformanceCode.SharedScale, "same", f => f.Set("same", Int8File.Of(0.07f, -10))),
        ["scale of a softmax"] = (ConformanceCode.FixedOutput, "softmax", f => f.Set("softmax", Int8File.Of(1 / 128f, -128))),
        ["zero point of a logistic"] = (ConformanceCode.FixedOutput, "logistic", f => f.Set("logistic", Int8File.Of(1 / 256f, 0))),
        ["parameters of a tanh"] = (ConformanceCode.FixedOutput, "tanh", f => f.Set("tanh", Int8File.Of(1 / 256f, -128))),
        ["parameters of a log softmax"] = (ConformanceCode.FixedOutput, "log", f => f.Set("log", Int8File.Of(0.1f, 127))),
        ["activation of a scale per channel"] = (ConformanceCode.PerAxisActivation, "depthwise", f => f.Set(
            "depthwise", new QuantizationParameters([0.1f, 0.2f, 0.3f, 0.4f], [0, 0, 0, 0], 3))),
        ["result without a scale"] = (ConformanceCode.NotQuantized, "sum", f => f.Set("sum", null)),
        ["scale of a sum below 2^-19 of its operand"] = (ConformanceCode.SumScale, "sum", f => f.Set("sum", Int8File.Of(5e-8f, 0))),
        ["dense layer of a scale per channel"] = (RuntimeFault.Wrong, null, SpoilDense),
    };

    public static TheoryData<string> Spoiled => [.. s_spoiled.Keys];

    [Fact]
    public void SoundFile_HasNoFinding()
    {
        var report = new Int8File().Check();

        report.Findings.ShouldBeEmpty();
        report.Operators.ShouldBe(13);
        report.QuantizedOperators.ShouldBe(13);
    }

    [Theory, MemberData(nameof(Spoiled))]
    public void SpoiledFile_HasThatFindingAndNoOther(string name)
    {
        var (code, tensor, spoil) = s_spoiled[name];
        var file = new Int8File();
        spoil(file);

        var finding = file.Check().Findings.ShouldHaveSingleItem();

        (finding.Code, finding.Tensor).ShouldBe((code, tensor));
        finding.Severity.ShouldBe(Severity.Error);
        new[] { finding.Node, finding.Operator, finding.Value, finding.Expected, finding.Advice }.ShouldAllBe(text => text.Length > 0);
    }

    [Theory]
    [InlineData("zero point beyond int8", "zero point 200", "-128 to 127")]
    [InlineData("scales along the input channels", "scales along axis 3", "axis 0, the output channels of CONV_2D")]
    [InlineData("scale of a softmax", "scale 0.0078125, zero point -128", "scale 0.00390625, zero point -128")]
    [InlineData("result without a scale", "int8 without a scale", "a scale and a zero point")]
    // 2⁻¹⁹ of the larger operand's 0.05.
    [InlineData("scale of a sum below 2^-19 of its operand", "scale 5E-08 for 'row' of scale 0.05", "more than 9.536743E-08")]
    public void Finding_SaysWhatIsThereAndWhatIsExpected(string name, string value, string expected)
    {
        var file = new Int8File();
        s_spoiled[name].Spoil(file);
        var finding = file.Check().Findings.ShouldHaveSingleItem();
        (finding.Value, finding.Expected).ShouldBe((value, expected));
    }

    /// <summary>Files that are missed, of the spoiled ones, and findings at sound files.</summary>
    [Fact]
    public void ErrorsOfBothKinds_AreNone()
    {
        var missed = s_spoiled.Where(s =>
        {
            var file = new Int8File();
            s.Value.Spoil(file);
            return file.Check().Findings.All(f => f.Code != s.Value.Code);
        }).Select(s => s.Key);

        missed.ShouldBeEmpty();
        s_spoiled.Count.ShouldBeGreaterThanOrEqualTo(25);
        s_spoiled.Values.Select(s => s.Code).Distinct().Count().ShouldBe(14, "each code has a file");
    }

    [Theory, MemberData(nameof(SharedModelTests.Files), MemberType = typeof(SharedModelTests))]
    public void FileOfOthers_HasNoFinding(string name) =>
        ModelFormats.Check(TestFiles.Shared("models", name)).Findings.ShouldBeEmpty();

    [Fact]
    public void Int16_HasZeroPointsOfZero()
    {
        var fixture = new TFLiteFixture();
        const sbyte int16 = 7;
        var x = fixture.Tensor("x", [1, 4], int16, more: Parameters(0.5f, 0));
        var y = fixture.Tensor("y", [1, 4], int16, more: Parameters(0.5f, 1));
        fixture.Operator(TFLiteFixture.Relu, [x], [y], version: 3);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);

        var finding = Check(fixture).Findings.ShouldHaveSingleItem();

        (finding.Code, finding.Tensor).ShouldBe((ConformanceCode.ZeroPoint, "y"));
    }

    /// <summary>The operators of every subgraph are checked; the reader takes the first alone.</summary>
    [Fact]
    public void FurtherSubgraph_IsChecked()
    {
        var fixture = TFLiteFixture.Small();
        var tensor = new TableWriter()
            .Vector<int>(Slots.Tensor.Shape, [1, 4]).Scalar(Slots.Tensor.Type, TFLiteFixture.Int8)
            .String(Slots.Tensor.Name, "z");
        Parameters(float.NaN, 0)(tensor);
        fixture.FurtherSubgraphs.Add(new TableWriter()
            .Tables(Slots.Subgraph.Tensors, [tensor])
            .Tables(Slots.Subgraph.Operators, [new TableWriter()
                .Scalar(Slots.Operator.OpcodeIndex, 0u)
                .Vector<int>(Slots.Operator.Inputs, [0])
                .Vector<int>(Slots.Operator.Outputs, [0])]));

        Check(fixture).Findings.Select(f => (f.Code, f.Tensor)).ShouldContain((ConformanceCode.Scale, "z"));
    }

    [Fact]
    public void OtherFormat_IsRefused() =>
        Should.Throw<UnsupportedModelException>(() => ModelFormats.Check(TestFiles.Data("tiny", "dense.onnx"))).Message
            .ShouldContain("no conformance rules for onnx");

    [Fact]
    public void CutFile_IsRefused()
    {
        var whole = File.ReadAllBytes(TestFiles.Data("tiny", "dense.tflite"));
        foreach (var length in new[] { 8, 40, whole.Length / 2 })
        {
            using var file = new TemporaryFile(whole.AsSpan(0, length).ToArray(), ".tflite");
            Should.Throw<SartorException>(() => ModelFormats.Check(file.Path)).Message.ShouldContain(Path.GetFileName(file.Path));
        }
    }

    private static void SpoilDense(Int8File file)
    {
        file.Set("dense/weights", new QuantizationParameters([0.01f, 0.02f, 0.03f], [0, 0, 0], 0));
        file.Set("dense/bias", new QuantizationParameters([0.01f * 0.05f, 0.02f * 0.05f, 0.03f * 0.05f], [0, 0, 0]));
    }

    private static ConformanceReport Check(TFLiteFixture fixture)
    {
        using var file = new TemporaryFile(fixture.Build(), ".tflite");
        return ModelFormats.Check(file.Path);
    }

    private static Action<TableWriter> Parameters(float scale, long zeroPoint) => table => table.Table(
        Slots.Tensor.Quantization, new TableWriter()
            .Vector<float>(Slots.Quantization.Scale, [scale])
            .Vector<long>(Slots.Quantization.ZeroPoint, [zeroPoint]));
}

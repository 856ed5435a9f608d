using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>How operators of a TFLite file are tied together, and what is taken from the file for their results.</summary>
public sealed class TFLiteOperatorReadingTests
{
    private const int Pack = 83;

    [Theory]
    [InlineData(4096, null)]
    [InlineData(4097, "4097 connections")]
    public void ConnectionsOfAnOperator_AreLimited(int count, string? problem)
    {
        foreach (var isInput in new[] { true, false })
        {
            var fixture = new TFLiteFixture();
            int x = fixture.Tensor("x", [1]), y = fixture.Tensor("y", [1]);
            int[] many = isInput ? [.. Enumerable.Repeat(x, count)] : [.. Enumerable.Range(0, count).Select(i => fixture.Tensor("", [1]))];
            fixture.Operator(TFLiteFixture.Custom, isInput ? many : [x], isInput ? [y] : many, custom: "Any");
            (fixture.Inputs, fixture.Outputs) = ([x], [isInput ? y : many[0]]);
            using var file = new TemporaryFile(fixture.Build(), ".tflite");
            if (problem is null)
            {
                fixture.Read(graph => (isInput ? graph.Nodes[0].Inputs.Count : graph.Nodes[0].Outputs.Count).ShouldBe(count));
                ModelFormats.Check(file.Path).Operators.ShouldBe(1);
                continue;
            }
            fixture.Refusal().ShouldContain(problem);
            Should.Throw<UnsupportedModelException>(() => ModelFormats.Check(file.Path)).Message.ShouldContain(problem);
        }
    }

    [Fact]
    public void ConnectionsOfAllOperators_AreLimited()
    {
        var fixture = new TFLiteFixture();
        var x = fixture.Tensor("x", [1]);
        // Equal lists would be one in the file.
        int[] Inputs(int index) => [index, .. Enumerable.Repeat(x, 4095)];
        for (var i = 0; i < 1025; i++) fixture.Operator(TFLiteFixture.Custom, Inputs(i), [fixture.Tensor("", [1])], custom: "Any");
        (fixture.Inputs, fixture.Outputs) = ([x], [1]);
        fixture.Refusal().ShouldContain("Sartor reads 4096 an operator and 4194304 in all");
    }

    [Fact]
    public void TensorMadeOrListedTwice_IsRefused()
    {
        var fixture = TFLiteFixture.Small();
        fixture.Inputs = [0, 0];
        fixture.Refusal().ShouldContain("tensor 'x': is listed twice among the inputs");
        fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1]), y = fixture.Tensor("y", [1]);
        fixture.Operator(TFLiteFixture.Custom, [x], [y, y], custom: "Any");
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Refusal().ShouldContain("tensor 'y' is computed a second time");
    }

    [Theory]
    [InlineData(2, "refers to tensor 2 of 2")]
    [InlineData(-2, "refers to tensor -2 of 2")]
    [InlineData(-1, null)]
    [InlineData(1, null)]
    public void CheckOfAFile_LooksAtItsReferences(int index, string? problem)
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1]), y = fixture.Tensor("y", [1]);
        fixture.Operator(TFLiteFixture.Custom, [index, x], [y], custom: "Any");
        using var file = new TemporaryFile(fixture.Build(), ".tflite");
        if (problem is null) ModelFormats.Check(file.Path).Operators.ShouldBe(1);
        else Should.Throw<ModelFormatException>(() => ModelFormats.Check(file.Path)).Message
            .ShouldContain($"operator 0 (custom.Any): {problem}");
    }

    /// <summary>A file is checked operator by operator: only those with a quantised tensor count, and of custom ones nothing is known.
    /// </summary>
    [Fact]
    public void CheckOfAFile_CountsQuantizedOperators()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1]), y = fixture.Tensor("y", [1]), q = Quantized("q"), r = Quantized("r"),
            s = Quantized("", float.NaN);
        fixture.Operator(TFLiteFixture.Relu, [x], [y]);
        fixture.Operator(TFLiteFixture.Relu, [q], [r]);
        // TANH of the schema would have a fixed output; this one is of somebody else.
        fixture.Operator(TFLiteFixture.Custom, [q], [s], custom: "TANH", version: 99);
        using var file = new TemporaryFile(fixture.Build(), ".tflite");

        var report = ModelFormats.Check(file.Path);

        (report.Operators, report.QuantizedOperators, report.Runtime).ShouldBe((3, 2, "2.9"));
        var finding = report.Findings.ShouldHaveSingleItem();
        (finding.Code, finding.Tensor, finding.Node, finding.Operator)
            .ShouldBe((ConformanceCode.Scale, "tensor_4", "tensor_4", "custom.TANH"));
        ModelFormats.Check(file.Path, "litert").Runtime.ShouldBe("LiteRT 2.5");

        int Quantized(string name, float scale = 0.5f) => fixture.Tensor(name, [1], TFLiteFixture.Int8, more: Scale(scale));
    }

    [Fact]
    public void OperatorWithoutOutputs_IsNamedByItsNumber()
    {
        var fixture = TFLiteFixture.Small();
        fixture.Operator(TFLiteFixture.Custom, [0], [], custom: "Any");
        fixture.Read(graph => graph.Nodes[1].Name.ShouldBe("Any_1"));
    }

    /// <summary>Where the shapes of inputs are others than stored, what is stored of other tensors says nothing.</summary>
    [Theory]
    [InlineData(1, "[1,3]")]
    [InlineData(5, null)]
    public void StoredShapes_HoldForTheStoredInputs(long batch, string? expected)
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [1, 3]), y = fixture.Tensor("y", [1, 3]);
        fixture.Operator(TFLiteFixture.Custom, [x], [y], custom: "Any");
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(
            graph => (graph.Outputs[0].Type.Shape?.ToString()).ShouldBe(expected),
            new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["x"] = new(batch, 3) } });
    }

    [Fact]
    public void InputOfUnknownRank_IsAScalarUnlessAShapeIsAskedFor()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", []), y = fixture.Tensor("y", []);
        fixture.Operator(TFLiteFixture.Custom, [x], [y], custom: "Any");
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => graph.Inputs[0].Type.Shape.ShouldBe(Shape.Scalar));
        fixture.Read(
            graph => graph.Inputs[0].Type.Shape.ShouldBe(new Shape(2, 3)),
            new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["x"] = new(2, 3) } });
    }

    /// <summary>Type 99 is none of the schema: what the operator computes stands.</summary>
    [Fact]
    public void UnknownType_GivesWayToTheComputedOne()
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Tensor("x", [2]), y = fixture.Tensor("y", [2], 99);
        fixture.Operator(TFLiteFixture.Relu, [x], [y]);
        (fixture.Inputs, fixture.Outputs) = ([x], [y]);
        fixture.Read(graph => graph.Outputs[0].Type.ShouldBe(new TensorType(ElementType.Float32, new Shape(2))));
    }

    /// <summary>The Reshapes of a PACK only move elements, so they are quantised like what they move, and its result as stated.</summary>
    [Fact]
    public void ValuesBetween_AreQuantizedLikeTheInputs()
    {
        var fixture = new TFLiteFixture();
        int a = Quantized("a", [2], 0.5f), b = Quantized("b", [2], 0.25f), packed = Quantized("packed", [2, 2], 0.125f);
        fixture.Operator(
            Pack, [a, b], [packed],
            op => op.Scalar<byte>(Slots.Operator.OptionsType, 59)
                .Table(Slots.Operator.Options, new TableWriter().Scalar(0, 2).Scalar(1, 1)));
        (fixture.Inputs, fixture.Outputs) = ([a, b], [packed]);
        fixture.Read(graph =>
        {
            graph.Nodes.Select(n => n.Operator.Name).ShouldBe(["Reshape", "Reshape", "Concat"]);
            graph.Nodes.Select(n => n.Output.Quantization!.Scales[0]).ShouldBe([0.5f, 0.25f, 0.125f]);
        });

        int Quantized(string name, int[] shape, float scale) => fixture.Tensor(name, shape, TFLiteFixture.Int8, more: Scale(scale));
    }

    /// <summary>A constant that the reader computes is quantised as stated where it is of the stated type.</summary>
    [Theory]
    [InlineData(TFLiteFixture.Int32, true)]
    [InlineData(TFLiteFixture.Int8, false)]
    public void ComputedConstant_IsQuantizedAsStated(sbyte type, bool isQuantized)
    {
        var fixture = new TFLiteFixture();
        int x = fixture.Constant("x", [4], TFLiteFixture.Int32, [1, 2, 3, 4]),
            begin = fixture.Constant("begin", [1], TFLiteFixture.Int32, [0]), end = fixture.Constant("end", [1], TFLiteFixture.Int32, [2]),
            step = fixture.Constant("step", [1], TFLiteFixture.Int32, [1]),
            y = fixture.Tensor("y", [2], type, more: Scale(0.25f));
        fixture.Operator(45, [x, begin, end, step], [y]);
        fixture.Outputs = [y];
        fixture.Read(graph =>
        {
            graph.Outputs[0].Constant.ShouldNotBeNull();
            (graph.Outputs[0].Quantization?.Scales[0]).ShouldBe(isQuantized ? 0.25f : null);
        });
    }

    /// <summary>FlatBuffers reach 2 GiB; what lies behind is data. Copies of so large a file cannot be made.</summary>
    [Fact]
    public void FileBeyond2GiB_IsRead()
    {
        using var file = new TemporaryFile(TFLiteFixture.Small().Build(), ".tflite");
        using (var small = ModelFormats.Open(file.Path)) small.Taps.ShouldNotBeNull();
        using (var stream = File.OpenWrite(file.Path)) stream.SetLength(int.MaxValue + 4096L);
        using var model = ModelFormats.Open(file.Path);
        model.Graph.Nodes.ShouldHaveSingleItem();
        model.Taps.ShouldBeNull();
    }

    private static Action<TableWriter> Scale(float scale) => table => table.Table(
        Slots.Tensor.Quantization, new TableWriter().Vector<float>(Slots.Quantization.Scale, [scale]));
}

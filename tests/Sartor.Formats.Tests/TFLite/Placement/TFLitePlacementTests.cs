using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Formats.TFLite.Placement;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite.Placement;

/// <summary>Small networks whose placement follows from what the targets document.</summary>
public sealed class TFLitePlacementTests
{
    private static readonly Shape s_image = new(1, 4, 4, 2);

    [Fact]
    public void GpuDelegate_TakesTheLargestPartitionOnly()
    {
        // Add, Add | ArgMax has no counterpart | one more after it.
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, s_image));
        var sum = graph.Add(new Add(), [graph.Add(new Add(), [x, x], "a").Output, x], "b").Output;
        var index = graph.Add(new ArgMax(3, false, Index: ElementType.Int32), [sum], "index").Output;
        graph.Outputs.Add(graph.Add(new Abs(), [graph.Add(new Cast(ElementType.Float32), [index], "cast").Output], "after").Output);

        var report = Place(graph, "gpu");

        (report.Operators, report.Taken, report.Partitions).ShouldBe((5, 2, 1));
        report.Fallbacks.Select(f => f.Node).ShouldBe(["index", "cast", "after"]);
        report.Fallbacks[0].Reason.ShouldContain("has no ARG_MAX");
        report.Fallbacks[2].Reason.ShouldContain("takes 1 partition");
    }

    [Fact]
    public void EdgeTpu_StopsAtTheFirstOperatorThatItDoesNotHave()
    {
        var graph = new ModelGraph("g");
        var x = Quantized(graph.AddInput("x", new TensorType(ElementType.Int8, s_image)));
        var first = Quantized(graph.Add(new Add(), [x, x], "first").Output);
        var second = Quantized(graph.Add(new HardSwish(), [first], "second").Output);
        graph.Outputs.Add(Quantized(graph.Add(new Add(), [second, second], "third").Output));

        var report = Place(graph, "edgetpu");

        (report.Operators, report.Taken, report.Partitions).ShouldBe((3, 1, 1));
        report.Fallbacks.Select(f => f.Node).ShouldBe(["second", "third"]);
        report.Fallbacks[1].Reason.ShouldContain("after an operator that stays");
    }

    [Theory]
    [InlineData("xnnpack", "takes SOFTMAX in float, not in int8")]
    [InlineData("coreml", "takes SOFTMAX in float, not in int8")]
    [InlineData("hexagon", null)]
    [InlineData("ethos-u", null)]
    public void Arithmetic_DecidesWhereATargetHasTheOperator(string target, string? reason)
    {
        var graph = new ModelGraph("g");
        var x = Quantized(graph.AddInput("x", new TensorType(ElementType.Int8, new Shape(1, 8))));
        graph.Outputs.Add(Quantized(graph.Add(new Softmax(1), [x], "y").Output));

        var report = Place(graph, target);

        if (reason is null) report.Fallbacks.ShouldBeEmpty();
        else report.Fallbacks.ShouldHaveSingleItem().Reason.ShouldContain(reason);
    }

    /// <summary>Weights that are stored as float16 and unpacked by a DEQUANTIZE are constants (xnnpack_delegate.cc, quasi-static).
    /// </summary>
    [Fact]
    public void UnpackedWeights_AreConstants()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 4)));
        var stored = ModelGraph.NewConstant("w", Tensor.Create(new Shape(2, 4), new Half[8]));
        var weights = graph.Add(new Dequantize(), [stored], "unpacked").Output;
        var bias = ModelGraph.NewConstant("b", Tensor.Create(new Shape(2), new float[2]));
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, weights, bias], "y").Output);

        var report = Place(graph, "xnnpack");

        report.Fallbacks.ShouldBeEmpty();
        (report.Operators, report.Partitions).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData("xnnpack", 6, "it has 6 inputs, and the target takes 2 to 5")]
    [InlineData("gpu", 6, null)]
    public void Constraint_IsNamed(string target, int inputs, string? reason)
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, s_image));
        graph.Outputs.Add(graph.Add(new Concat(3), [.. Enumerable.Repeat(x, inputs)], "y").Output);

        var report = Place(graph, target);

        if (reason is null) report.Fallbacks.ShouldBeEmpty();
        else report.Fallbacks.ShouldHaveSingleItem().Reason.ShouldBe(reason);
    }

    /// <summary>Two branches whose operators come in turns are two partitions each: a partition takes all whose inputs are there.</summary>
    [Fact]
    public void Partitions_FollowTheDataNotTheOrder()
    {
        var graph = new ModelGraph("g");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, s_image));
        var y = graph.AddInput("y", new TensorType(ElementType.Float32, s_image));
        var left = graph.Add(new Abs(), [x], "left").Output;
        var right = graph.Add(new ArgMax(3, false, Index: ElementType.Int32), [y], "right").Output;
        left = graph.Add(new Neg(), [left], "left2").Output;
        graph.Outputs.Add(graph.Add(new Abs(), [left], "left3").Output);
        graph.Outputs.Add(right);

        var report = Place(graph, "xnnpack");

        (report.Taken, report.Partitions).ShouldBe((3, 1));
    }

    [Theory, MemberData(nameof(SharedModelTests.Files), MemberType = typeof(SharedModelTests))]
    public void MobileNet_IsPlacedOnEveryTarget(string file)
    {
        foreach (var target in TFLitePlacement.Table.Targets.Keys)
        {
            var report = ModelFormats.Place(TestFiles.Shared("models", file), target);
            (report.Taken + report.Fallbacks.Count).ShouldBe(report.Operators, target);
            report.Source.ShouldNotBeEmpty();
        }
    }

    private static Value Quantized(Value value)
    {
        value.Quantization = QuantizationParameters.PerTensor(1 / 256f, -128);
        return value;
    }

    private static PlacementReport Place(ModelGraph graph, string target)
    {
        using var stream = new MemoryStream();
        TFLiteWriter.Write(graph, stream, TFLiteWriteOptions.Default with { Runtime = new Version(99, 0) });
        using var file = new TemporaryFile(stream.ToArray(), ".tflite");
        return ModelFormats.Place(file.Path, target);
    }
}

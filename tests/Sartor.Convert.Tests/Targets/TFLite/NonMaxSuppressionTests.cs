using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Targets.TFLite;

/// <summary>The boxes that are left are those of ONNX Runtime, in its order, and rows of −1 are behind them.</summary>
public sealed class NonMaxSuppressionTests
{
    private const int Boxes = 40;

    private static OnnxBuilder Network(long images, long classes, long most, float iou, float score, long center) => new OnnxBuilder()
        .Input("boxes", ElementType.Float32, images, (long)Boxes, 4L).Input("scores", ElementType.Float32, images, classes, (long)Boxes)
        .Initializer("most", [1], most).Initializer("iou", [1], iou).Initializer("score", [1], score)
        .Node("NonMaxSuppression", ["boxes", "scores", "most", "iou", "score"], ["rows"], OnnxBuilder.Int("center_point_box", center))
        .Output("rows", ElementType.Int64);

    /// <summary>Values of few steps, so that scores are equal, boxes are the same, have no area, or have corners in any order.</summary>
    private static Tensor Stepped(Random random, Shape shape, int steps) => Tensor.Create(
        shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => random.Next(-steps, steps + 1) / (float)steps)]);

    public static TheoryData<long, long, long, float, float, long, int> Cases
    {
        get
        {
            var data = new TheoryData<long, long, long, float, float, long, int>();
            foreach (var center in new long[] { 0, 1 })
            {
                foreach (var steps in new[] { 1, 3, 1000 })
                {
                    data.Add(1, 1, 10, 0.5f, 0, center, steps);
                    data.Add(2, 3, 7, 0.3f, -2, center, steps);
                    data.Add(1, 4, 1000, 0, 0.5f, center, steps);
                    data.Add(1, 2, 5, 0.9f, 2, center, steps);
                }
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Rows_AreThoseOfOnnxRuntime(long images, long classes, long most, float iou, float score, long center, int steps)
    {
        var (engine, oracle) = (InferenceEngines.Get("tflite"), InferenceEngines.Get("onnxruntime"));
        if ((engine.Probe().Problem ?? oracle.Probe().Problem) is { } problem) Assert.Skip(problem);
        using var file = new TemporaryFile(Network(images, classes, most, iou, score, center).Build(), ".onnx");
        using var model = ModelFormats.Open(file.Path);
        using var session = oracle.Prepare(file.Path, new EngineOptions());
        model.Graph.Outputs[0].Type.Shape.ShouldBe(new Shape(images * classes * Math.Min(most, Boxes), 3));
        var random = new Random(7 * steps);
        for (var sample = 0; sample < 5; sample++)
        {
            Tensor[] fed = [.. model.Graph.Inputs.Select(input => Stepped(random, input.Type.Shape!, steps))];
            var expected = session.Infer(fed)[0];
            ConversionTrial.Differences(model.Graph, (_, i) => fed[i], [expected.ToDoubles()], engine).ShouldBeEmpty();
            if (score > 1) expected.Shape[0].ShouldBe(0);
        }
    }

    /// <summary>Nothing that counts or looks up the rows goes on.</summary>
    [Theory]
    [InlineData("Shape", "rows")]
    [InlineData("ReduceSum", "rows")]
    [InlineData("Add", "rows", "rows")]
    [InlineData("Gather", "boxes", "rows")]
    [InlineData("GatherND", "boxes", "rows")]
    [InlineData("Concat", "rows", "more")]
    public void WhateverReadsTheRows_IsRefusedWithWhatToDo(string type, params string[] inputs)
    {
        var builder = Network(1, 1, 5, 0.5f, 0, 0).Initializer("more", [1, 3], 0L, 0L, 0L);
        using var file = new TemporaryFile(
            builder.Node(type, inputs, ["y"], type == "Concat" ? [OnnxBuilder.Int("axis", 0)] : []).Output("y").Build(), ".onnx");
        using var model = ModelFormats.Open(file.Path);
        var message = Should.Throw<UnsupportedModelException>(() => new ModelConverter(ConversionTargets.Default, model.Graph)).Message;
        message.ShouldContain("make 'rows' an output of the network when you export it");
    }

    [Theory]
    [InlineData(0, 0.5f, "max_output_boxes_per_class is 0")]
    [InlineData(5, 1f, "iou_threshold 1")]
    [InlineData(5, float.NaN, "iou_threshold NaN")]
    public void FormThatHasNoRows_IsRefused(long most, float iou, string problem)
    {
        using var file = new TemporaryFile(Network(1, 1, most, iou, 0, 0).Build(), ".onnx");
        using var model = ModelFormats.Open(file.Path);
        Should.Throw<UnsupportedModelException>(() => new ModelConverter(ConversionTargets.Default, model.Graph)).Message
            .ShouldContain(problem);
    }

    [Fact]
    public void Output_IsToldToHaveRowsOfMinusOne()
    {
        using var file = new TemporaryFile(Network(1, 2, 5, 0.5f, 0, 0).Build(), ".onnx");
        using var model = ModelFormats.Open(file.Path);
        model.Graph.Diagnostics.Single(d => d.Code == "padded-rows").Message.ShouldBe(
            "The number of boxes in 'rows' depends on values; a converted file has 10 rows, and rows of −1 are no boxes.");
    }

    [Fact]
    public void Fill_PutsRowsOfMinusOneBehindTheOthers()
    {
        var rows = Tensor.Create(new Shape(2, 1, 2), [1L, 2, 3, 4]);
        PaddedRows.Fill(rows, new Shape(2, 3, 2), 1).ToDoubles().ShouldBe([1, 2, -1, -1, -1, -1, 3, 4, -1, -1, -1, -1]);
        PaddedRows.Fill(Tensor.Create(new Shape(0, 3), Array.Empty<float>()), new Shape(2, 3), 0).ToSingles()
            .ShouldBe([-1, -1, -1, -1, -1, -1]);
        PaddedRows.Fill(rows, new Shape(2, 3, 5), 1).ShouldBeSameAs(rows, "of another kind");
    }
}

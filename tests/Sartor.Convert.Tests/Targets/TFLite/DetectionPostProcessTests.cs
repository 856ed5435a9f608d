using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Detection;

namespace Sartor.Convert.Tests.Targets.TFLite;

/// <summary>SSD detectors of TFLite: read, written again, and run with the same results.</summary>
public sealed class DetectionPostProcessTests : IDisposable
{
    private const int Anchors = 30;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Of a few detections, so that there are rows that do not count.</summary>
    private static ModelGraph Detector(bool isRegular)
    {
        var graph = new ModelGraph("detector");
        var boxes = graph.AddInput("boxes", new TensorType(ElementType.Float32, new Shape(1, Anchors, 4)));
        var scores = graph.AddInput("scores", new TensorType(ElementType.Float32, new Shape(1, Anchors, 4)));
        var places = Enumerable.Range(0, Anchors).SelectMany(i => (float[])[i % 6 / 5f, i / 6 / 5f, 0.3f, 0.4f]).ToArray();
        var anchors = ModelGraph.NewConstant("anchors", Tensor.Create(new Shape(Anchors, 4), places));
        var op = new DetectionPostProcess(60, 1, 100, isRegular, 0.9f, 0.4f, 3, 10, 10, 5, 5);
        graph.Outputs.AddRange(graph.Add(op, [boxes, graph.Add(new Logistic(), [scores], "odds").Output, anchors], "detect").Outputs);
        return graph;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Detector_IsReadRunAndWrittenAgain(bool isRegular)
    {
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        var first = new ModelConverter(ConversionTargets.Default, Detector(isRegular))
            .Write(Precision.Float32, Path.Combine(_folder.Path, "first.tflite"));
        using var model = ModelFormats.Open(first.Path);
        model.Graph.Nodes.Select(node => node.Operator).OfType<DetectionPostProcess>().ShouldHaveSingleItem().MaxDetections.ShouldBe(60);
        var again = new ModelConverter(ConversionTargets.Default, model.Graph)
            .Write(Precision.Float32, Path.Combine(_folder.Path, "again.tflite"));
        var own = ModelSignature.Of(model.Graph);
        foreach (var name in engine.Delegates)
        {
            using var source = engine.Prepare(first.Path, new EngineOptions { Delegate = name });
            using var variant = engine.Prepare(again.Path, new EngineOptions { Delegate = name });
            var random = new Random(4);
            for (var sample = 0; sample < 5; sample++)
            {
                Tensor[] fed = [.. own.Inputs.Select(input => Tensor.Create(
                    input.SourceShape,
                    [.. Enumerable.Range(0, (int)input.SourceShape.ElementCount).Select(_ => (random.NextSingle() * 8) - 4)]))];
                var expected = own.ToSource(source.Infer(fed));
                again.Signature.ToSource(variant.Infer(fed)).ShouldBe(expected);
                var count = (int)expected[3][0];
                count.ShouldBeInRange(1, 59, "some rows count, and some do not");
                expected[2][..count].ShouldAllBe(score => score >= 0.9f);
                expected[2][count..].ShouldAllBe(score => score == 0);
                expected[0][(4 * count)..].ShouldAllBe(place => place == 0);
            }
        }
    }

    [Theory]
    [InlineData("onnx")]
    [InlineData("ncnn")]
    [InlineData("coreml")]
    public void OtherTargets_RefuseItByName(string name)
    {
        var target = ConversionTargets.Catalog.Find(name).ShouldNotBeNull();
        Should.Throw<UnsupportedModelException>(() => new ModelConverter(target, Detector(false))
            .Write(Precision.Float32, Path.Combine(_folder.Path, "other"))).Message.ShouldContain("DetectionPostProcess");
    }
}

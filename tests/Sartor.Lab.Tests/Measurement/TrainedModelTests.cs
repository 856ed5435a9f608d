using Sartor.Contracts;
using Sartor.Data;
using Sartor.Data.Preprocessing;
using Sartor.Engines;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Tests.Measurement;

/// <summary>Data, assumed preprocessing and engine together reach the accuracy that trained networks are known to have.</summary>
public sealed class TrainedModelTests
{
    /// <summary>Published on 1,000 such images: 0.570 for the float network, 0.548 for the uint8 one.</summary>
    [Theory]
    [InlineData("models/mobilenet_v1_0.25_224_float.tflite", 0.570)]
    [InlineData("models/mobilenet_v1_0.25_224_uint8.tflite", 0.548)]
    public void MobileNet_IsAsRightAsKnown(string model, double known)
    {
        var right = TrainedModels.Right(TestFiles.Shared(model), TestFiles.Shared("images", "imagenet-100"));
        var interval = WilsonInterval.For(right.Count(r => r), right.Count);
        known.ShouldBeInRange(interval.Low, interval.High, $"{interval.Share:P1}");
    }

    [Fact]
    public void DigitClassifier_IsRight()
    {
        var right = TrainedModels.Right(
            TestFiles.Shared("models", "mnist-8.onnx"), TestFiles.Shared("mnist", "digits-2000-images-idx3-ubyte.gz"));
        right.Count.ShouldBe(2000);
        right.Count(r => r).ShouldBeGreaterThan(1940);
    }

    [Fact]
    public void FashionSample_MeetsPyTorchsLogits()
    {
        if (InferenceEngines.Get("onnxruntime").Probe().Problem is { } problem) Assert.Skip(problem);
        var folder = Path.Combine(TestFiles.Root, "samples", "fashion");
        using var session = InferenceEngines.Get("onnxruntime").Prepare(Path.Combine(folder, "model.onnx"), new EngineOptions());
        using var data = DataSet.Open(folder);
        using var logits = DataSet.Open(Path.Combine(folder, "pytorch-logits.npy"));
        var preprocessor = new Preprocessor(data.Preprocess!, session.Inputs[0].Type);
        for (var i = 0; i < logits.Count; i++)
        {
            var scores = session.Infer([preprocessor.Apply(data.Read(i))])[0].ToSingles();
            var expected = logits.Read(i).Values!.ToSingles();
            for (var k = 0; k < scores.Length; k++) scores[k].ShouldBe(expected[k], 1e-3f, $"sample {i}, class {k}");
        }
    }
}

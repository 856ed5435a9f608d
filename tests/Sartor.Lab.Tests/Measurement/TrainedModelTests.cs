using Sartor.Contracts;
using Sartor.Data;
using Sartor.Data.Preprocessing;
using Sartor.Engines;
using Sartor.Lab.Statistics;

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
        var (correct, count) = Judge("tflite", model, new ModelFacts("tflite"), "images/imagenet-100");
        var interval = WilsonInterval.For(correct, count);
        known.ShouldBeInRange(interval.Low, interval.High, $"{correct} of {count}");
    }

    [Fact]
    public void DigitClassifier_IsRight()
    {
        var (correct, count) = Judge("onnxruntime", "models/mnist-8.onnx", new ModelFacts("onnx", "CNTK"), "mnist/digits-2000-images-idx3-ubyte.gz");
        count.ShouldBe(2000);
        ((double)correct / count).ShouldBeGreaterThan(0.97);
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

    private static (int Correct, int Count) Judge(string engine, string model, ModelFacts facts, string dataPath)
    {
        var path = TestFiles.Shared(model);
        if (InferenceEngines.Get(engine).Probe().Problem is { } problem) Assert.Skip(problem);
        using var session = InferenceEngines.Get(engine).Prepare(path, new EngineOptions());
        using var data = DataSet.Open(TestFiles.Shared(dataPath));
        var input = session.Inputs[0];
        var guess = PreprocessGuess.For(input.Type, facts with { InputQuantization = input.Quantization });
        var preprocessor = new Preprocessor(guess.Options, input.Type, input.Quantization);
        var correct = 0;
        for (var i = 0; i < data.Count; i++)
        {
            var scores = session.Infer([preprocessor.Apply(data.Read(i))])[0].ToSingles();
            if (Array.IndexOf(scores, scores.Max()) == data.LabelOf(i) + LabelAlignment.For(data, scores.Length).Offset) correct++;
        }
        return (correct, data.Count);
    }
}

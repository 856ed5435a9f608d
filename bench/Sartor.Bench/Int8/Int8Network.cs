using Sartor.Contracts.Coverage;
using Sartor.Data.Preprocessing;
using Sartor.Lab.Evaluation;

namespace Sartor.Bench.Int8;

/// <summary>A network of the table, and what calibrates and judges it.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Inputs">Model and samples.</param>
/// <param name="IsTrained">Whether it was trained for the labels of the samples.</param>
/// <param name="HeldOut">Most samples to compare on; those of a network that was not trained say the same after a few.</param>
internal sealed record Int8Network(string Name, InputOptions Inputs, bool IsTrained, int HeldOut)
{
    private const int Compared = 32;

    private static readonly PreprocessOptions s_torchvision = new()
    {
        Mean = [123.675, 116.28, 103.53],
        Std = [58.395, 57.12, 57.375],
        Resize = 256,
    };

    /// <summary>Trained networks, then those of torchvision, as far as they are here.</summary>
    public static IEnumerable<Int8Network> All(string root, string data)
    {
        string At(params string[] parts) => Path.Combine([data, .. parts]);
        var images = At("images", "imagenet-100");
        var fashion = Path.Combine(root, "samples", "fashion");
        yield return Trained("demo network", Path.Combine(fashion, "model.onnx"), fashion);
        yield return Trained("MobileNet v1 0.25", At("models", "mobilenet_v1_0.25_224_float.tflite"), images, new PreprocessOptions
        {
            Mean = [127.5],
            Std = [127.5],
            CropFraction = 0.875,
        });
        yield return Trained(
            "MNIST", At("models", "mnist-8.onnx"), At("mnist", "digits-2000-images-idx3-ubyte.gz"), new PreprocessOptions { Std = [1] });
        yield return Trained("iris", At("models", "iris.onnx"), At("tables", "iris.csv"));
        foreach (var path in TorchLayers.Networks())
        {
            var name = Path.GetFileName(path);
            var preprocess = name == "inception_v3" ? s_torchvision with { Resize = 342 } : s_torchvision;
            yield return new(name, Of(path + ".onnx", images, preprocess), false, Compared);
        }
    }

    private static Int8Network Trained(string name, string model, string data, PreprocessOptions? preprocess = null) =>
        new(name, Of(model, data, preprocess), true, int.MaxValue);

    private static InputOptions Of(string model, string data, PreprocessOptions? preprocess) => new()
    {
        ModelPath = model,
        DataPath = data,
        Preprocess = preprocess is null ? null : _ => preprocess,
    };
}

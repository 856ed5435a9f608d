using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Contracts;

/// <summary>
/// Networks of torchvision with seeded weights, one input and PyTorch's output for it, where SARTOR_TORCHVISION names their folder
/// (python/export_torchvision.py).
/// </summary>
public static class TorchvisionModels
{
    /// <summary>The network's ONNX file; skips the test where it is not there.</summary>
    /// <param name="name">Name in torchvision, e.g. <c>resnet18</c>; <c>keep-bn/resnet18</c> for the export that keeps its
    /// BatchNormalization nodes.</param>
    public static string Path(string name) => File(name + ".onnx");

    /// <summary>The input of the reference run, float32 [N,C,H,W].</summary>
    public static Tensor Input(string name) => NpyFile.Read(File(name + ".input.npy"));

    /// <summary>PyTorch's output for <see cref="Input"/>.</summary>
    public static float[] Output(string name) => NpyFile.Read(File(name + ".output.npy")).ToSingles();

    /// <summary>Whether the network was exported.</summary>
    public static bool Has(string name) => System.IO.File.Exists(Located(name + ".onnx"));

    private static string? Located(string name) => Environment.GetEnvironmentVariable("SARTOR_TORCHVISION") is { } folder
        ? System.IO.Path.Combine(folder, name)
        : null;

    private static string File(string name)
    {
        var path = Located(name);
        if (path is null || !System.IO.File.Exists(path))
            Assert.Skip($"{name} is not here; run python/export_torchvision.py and let SARTOR_TORCHVISION name its output folder");
        return path;
    }
}

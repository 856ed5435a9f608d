namespace Sartor.Formats.Tests.Onnx;

/// <summary>Exports of torchvision's networks, where SARTOR_TORCHVISION names their folder.</summary>
internal static class TorchvisionModels
{
    public static string Path(string name)
    {
        var folder = Environment.GetEnvironmentVariable("SARTOR_TORCHVISION");
        var path = folder is null ? null : System.IO.Path.Combine(folder, name + ".onnx");
        if (path is null || !File.Exists(path))
            Assert.Skip($"{name}.onnx is not here; run python/export_torchvision.py and let SARTOR_TORCHVISION name its output folder");
        return path;
    }
}

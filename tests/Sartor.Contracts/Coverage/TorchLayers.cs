using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;

namespace Sartor.Contracts.Coverage;

/// <summary>
/// One small network for each of the usual layers and functions of PyTorch, with inputs and PyTorch's outputs, where SARTOR_TORCH_LAYERS
/// names the folder that python/export_torch_layers.py wrote.
/// </summary>
public static class TorchLayers
{
    /// <summary>The operator sets that are exported.</summary>
    public static IReadOnlyList<long> Opsets { get; } = [13, 17];

    /// <summary>Layers that say nothing about a converter, and why.</summary>
    public static IReadOnlyDictionary<string, string> Exclusions { get; } = new Dictionary<string, string>
    {
        ["CircularPad"] = "PyTorch 1.13 exports something else; ONNX Runtime gives for the file what Sartor gives",
        ["torch_rsqrt"] = "its outputs are not all numbers, and XNNPACK's arithmetic makes −∞ of not-a-number",
    };

    /// <summary>Names of the layers; empty where they are not here.</summary>
    public static IReadOnlyList<string> Names(long opset) => Folder(opset) is { } folder && Directory.Exists(folder)
        ? [
            .. Directory.GetFiles(folder, "*.onnx").Select(path => Path.GetFileNameWithoutExtension(path))
                .Where(name => !Exclusions.ContainsKey(name)).Order(StringComparer.Ordinal),
        ]
        : [];

    /// <summary>The file of a layer.</summary>
    public static string PathOf(long opset, string name) => Path.Combine(Folder(opset)!, $"{name}.onnx");

    /// <summary>Converts a layer and compares it with PyTorch.</summary>
    public static CoverageResult Try(long opset, string name, IInferenceEngine engine) =>
        Try(Path.Combine(Folder(opset)!, name), (path, i) => $"{path}.input-{i}.npy", engine);

    /// <summary>The networks of torchvision in the folder that SARTOR_TORCHVISION names, without their suffix.</summary>
    public static IReadOnlyList<string> Networks() =>
        Environment.GetEnvironmentVariable("SARTOR_TORCHVISION") is { Length: > 0 } folder && Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.onnx").Select(path => path[..^".onnx".Length]).Order(StringComparer.Ordinal)]
            : [];

    /// <summary>Converts a network of torchvision and compares it with PyTorch.</summary>
    public static CoverageResult Try(string network, IInferenceEngine engine) =>
        NetworkTrial.Run(network, engine).Result;

    private static CoverageResult Try(string path, Func<string, int, string> input, IInferenceEngine engine)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var model = ModelFormats.Open(path + ".onnx");
            var expected = NpyFile.Read(path + ".output.npy").ToDoubles();
            var differences = ConversionTrial.Differences(
                model.Graph, (_, i) => NpyFile.Read(input(path, i)), [expected], engine);
            return differences is []
                ? new CoverageResult(name, CoverageOutcome.Right, "")
                : new CoverageResult(name, CoverageOutcome.Wrong, differences[0]);
        }
        catch (SartorException e) when (e is UnsupportedModelException or ModelFormatException)
        {
            return new CoverageResult(name, CoverageOutcome.Refused, e.Message);
        }
    }

    private static string? Folder(long opset) =>
        Environment.GetEnvironmentVariable("SARTOR_TORCH_LAYERS") is { Length: > 0 } folder ? Path.Combine(folder, $"{opset}") : null;
}

using Sartor.Contracts.Coverage;
using Sartor.Engines;

namespace Sartor.Convert.Tests;

/// <summary>The usual layers and functions of PyTorch, converted and run on each delegate, against PyTorch's outputs.</summary>
public sealed class TorchLayerConversionTests
{
    [Theory]
    [InlineData(13, 120)]
    [InlineData(17, 130)]
    public void Layers_GiveWhatPyTorchGives(long opset, int atLeast)
    {
        var names = TorchLayers.Names(opset);
        if (names.Count == 0)
            Assert.Skip("no layers are here; run python/export_torch_layers.py and let SARTOR_TORCH_LAYERS name its output folder");
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        CoverageResult[] results = [.. names.Select(name => TorchLayers.Try(opset, name, engine))];
        results.Where(r => r.Outcome == CoverageOutcome.Wrong).Select(r => $"{r.Name}: {r.Detail}").ShouldBeEmpty();
        results.Where(r => r.Outcome == CoverageOutcome.Refused).Select(r => $"{r.Name}: {r.Detail}").ShouldBeEmpty();
        results.Count(r => r.Outcome == CoverageOutcome.Right).ShouldBeGreaterThanOrEqualTo(atLeast);
    }
}

using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Contracts.Formats;
using Sartor.Contracts.Generated;
using Sartor.Engines;

namespace Sartor.Bench.Coverage;

/// <summary>Converts and runs every case of the corpora that are here.</summary>
internal sealed class CoverageBenchmark
{
    private const int GeneratedNetworks = 6_000;

    private readonly IInferenceEngine _engine = InferenceEngines.Get("tflite");

    /// <summary>Results by corpus.</summary>
    public List<(string Corpus, List<CoverageResult> Results)> Corpora { get; } = [];

    /// <summary>Cases that are not in scope, by reason.</summary>
    public SortedDictionary<string, int> Excluded { get; } = new(StringComparer.Ordinal);

    /// <summary>Networks of random operators.</summary>
    public GeneratedReport Generated { get; } = new();

    public void Run(Action<string> progress)
    {
        progress("generated networks");
        using (var folder = new TemporaryFolder())
        {
            Generated.Run(new GeneratedTrial(folder.Path), 0, GeneratedNetworks);
        }
        if (TorchLayers.Networks() is { Count: > 0 } networks)
        {
            progress("torchvision");
            Corpora.Add(("torchvision networks", [.. networks.Select(path => TorchLayers.Try(path, _engine))]));
        }
        foreach (var opset in TorchLayers.Opsets)
        {
            progress($"PyTorch layers, opset {opset}");
            if (TorchLayers.Names(opset) is { Count: > 0 } names)
                Corpora.Add(($"PyTorch layers, opset {opset}", [.. names.Select(name => TorchLayers.Try(opset, name, _engine))]));
        }
        foreach (var group in ConformanceCorpus.Groups)
        {
            progress(group);
            var results = new List<CoverageResult>();
            foreach (var path in ConformanceCase.Paths(group))
            {
                if (ConformanceCorpus.Try(path, _engine, out var exclusion) is { } result) results.Add(result);
                else Excluded[exclusion!] = Excluded.GetValueOrDefault(exclusion!) + 1;
            }
            Corpora.Add(($"ONNX {group}", results));
        }
    }
}

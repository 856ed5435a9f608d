using System.Globalization;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Contracts.Coverage;

/// <summary>
/// A network of torchvision, what Sartor counts of it before and after conversion, and whether the file gives PyTorch's output.
/// </summary>
/// <param name="Source">Parameters and MACs of the ONNX file; null where it is not read.</param>
/// <param name="Variant">Parameters of the network and MACs, of the converted file; null where there is none.</param>
/// <param name="Result">What became of it.</param>
public sealed record NetworkTrial((long Parameters, long Macs)? Source, (long Parameters, long Macs)? Variant, CoverageResult Result)
{
    // Of the largest output: deep networks add many terms in another order than PyTorch.
    private const double OfLargest = 1e-4;

    /// <summary>Counts, converts to the default target in float32, counts again, and runs the file on each delegate.</summary>
    /// <param name="path">The network's files without their suffix (<c>python/export_torchvision.py</c>).</param>
    /// <param name="engine">What runs the file.</param>
    public static NetworkTrial Run(string path, IInferenceEngine engine)
    {
        var name = Path.GetFileName(path);
        (long Parameters, long Macs)? source = null, converted = null;
        try
        {
            using var model = ModelFormats.Open(path + ".onnx");
            var counts = Counts(model.Graph);
            source = counts;
            var differences = ConversionTrial.Differences(
                model.Graph, (_, _) => NpyFile.Read(path + ".input.npy"), [NpyFile.Read(path + ".output.npy").ToDoubles()], engine,
                OfLargest,
                look: variant =>
                {
                    using var written = ModelFormats.Open(variant);
                    converted = Counts(written.Graph);
                },
                facts: Facts(counts.Parameters, counts.Macs));
            return new(source, converted, differences is []
                ? new CoverageResult(name, CoverageOutcome.Right, "")
                : new CoverageResult(name, CoverageOutcome.Wrong, differences[0]));
        }
        catch (SartorException e) when (e is UnsupportedModelException or ModelFormatException)
        {
            return new(source, converted, new CoverageResult(name, CoverageOutcome.Refused, e.Message));
        }
    }

    /// <summary>What a file that Sartor writes says of the counts of its source.</summary>
    public static IReadOnlyDictionary<string, string> Facts(long parameters, long macs) => new Dictionary<string, string>
    {
        [ParameterCount.SourceKey] = parameters.ToString(CultureInfo.InvariantCulture),
        [GraphAnalysis.SourceMacsKey] = macs.ToString(CultureInfo.InvariantCulture),
    };

    private static (long Parameters, long Macs) Counts(ModelGraph graph)
    {
        var analysis = GraphAnalysis.Of(graph);
        return (ParameterCount.Of(graph, analysis).Network, analysis.Macs);
    }
}

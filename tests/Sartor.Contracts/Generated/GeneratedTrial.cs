using Sartor.Contracts.Coverage;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Contracts.Generated;

/// <summary>
/// Converts generated networks and compares what the target's runtimes give with what ONNX Runtime gives for the source file.
/// </summary>
/// <param name="folder">Where files may be written.</param>
/// <param name="change">What is done to the lowered float32 graph before it is written; null for nothing.</param>
public sealed class GeneratedTrial(string folder, Action<ModelGraph>? change = null)
{
    // As for networks of torchvision: terms are added in another order.
    private const double OfLargest = 1e-4;
    private readonly string _source = Path.Combine(folder, "source.onnx");
    private readonly IInferenceEngine _oracle = InferenceEngines.Get("onnxruntime");
    private readonly IInferenceEngine _engine = InferenceEngines.Get("tflite");

    /// <summary>Why it cannot run here; null where it can.</summary>
    public string? Problem => _oracle.Probe().Problem ?? _engine.Probe().Problem;

    /// <summary>The network of a seed; every third one has equal extents.</summary>
    public GeneratedNetwork Generate(int seed) =>
        NetworkGenerator.Of(_oracle, Path.Combine(folder, "node.onnx"), seed, hasEqualExtents: seed % 3 == 0);

    /// <summary>What becomes of a network on the default target, float32, on each delegate.</summary>
    public CoverageResult Try(GeneratedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var name = $"seed {network.Seed}";
        try
        {
            var expected = Expected(network);
            using var model = ModelFormats.Open(_source);
            var differences = Differences(network, model.Graph, expected);
            return new CoverageResult(
                name, differences is [] ? CoverageOutcome.Right : CoverageOutcome.Wrong, differences is [] ? "" : differences[0]);
        }
        catch (SartorException e) when (e is UnsupportedModelException or ModelFormatException)
        {
            return new CoverageResult(name, CoverageOutcome.Refused, e.Message);
        }
    }

    /// <summary>The smallest network that still is what <paramref name="isFailure"/> says, found by leaving nodes out.</summary>
    public static GeneratedNetwork Minimal(GeneratedNetwork network, Func<GeneratedNetwork, bool> isFailure)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(isFailure);
        foreach (var node in network.Nodes)
        {
            var alone = network with { Nodes = [node] };
            if (network.Nodes.Count > 1 && isFailure(alone)) return alone;
        }
        for (var i = 0; i < network.Nodes.Count && network.Nodes.Count > 1;)
        {
            var smaller = network.Without(network.Nodes[i]);
            if (isFailure(smaller)) (network, i) = (smaller, 0);
            else i++;
        }
        return network;
    }

    /// <summary>
    /// Further targets and precisions, whose results are held to <paramref name="ofLargest"/> of the largest expected one.
    /// </summary>
    /// <returns>The first difference; null where there is none, or where the target refuses it.</returns>
    public string? Other(GeneratedNetwork network, IConversionTarget target, Precision precision, double ofLargest)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(target);
        var expected = Expected(network);
        using var model = ModelFormats.Open(_source);
        ConvertedModel variant;
        try
        {
            variant = new ModelConverter(target, model.Graph).Write(precision, Path.Combine(folder, "other" + target.Suffix));
        }
        catch (UnsupportedModelException)
        {
            return null;
        }
        var samples = network.Inputs.ToDictionary(i => i.Name, i => i.Sample);
        using var session = (target.Format == "onnx" ? _oracle : _engine).Prepare(variant.Path, new EngineOptions());
        var outputs = variant.Signature.ToSource(
            session.Infer(variant.Signature.ToVariant([.. variant.Signature.Inputs.Select(i => samples[i.Name])])));
        return outputs.Select((o, i) => ConversionTrial.Difference(o, expected[i], ofLargest)).FirstOrDefault(d => d is not null);
    }

    // What ONNX Runtime gives for the file.
    private List<double[]> Expected(GeneratedNetwork network)
    {
        File.WriteAllBytes(_source, network.Build());
        using var session = _oracle.Prepare(_source, new EngineOptions());
        return [.. session.Infer([.. network.Inputs.Select(i => i.Sample)]).Select(o => o.ToDoubles())];
    }

    private List<string> Differences(GeneratedNetwork network, ModelGraph graph, List<double[]> expected)
    {
        var samples = network.Inputs.ToDictionary(i => i.Name, i => i.Sample);
        return ConversionTrial.Differences(graph, (name, _) => samples[name], expected, _engine, OfLargest, change);
    }
}
